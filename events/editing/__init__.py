"""How staff edit events in Wagtail's admin."""
