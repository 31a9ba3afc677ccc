"""The agenda of a partner or of a quartier elsewhere: on its own site, in a calendar, on paper."""
