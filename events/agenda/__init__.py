"""The agenda: what is searched, how it is found and counted, and the page that shows it."""
