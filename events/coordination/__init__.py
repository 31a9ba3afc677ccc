"""Who does what, when, across partners: everything planned, before it is public too. For staff who see drafts."""
