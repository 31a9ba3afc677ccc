"""A partner's own calendar, read for it: fetched, read apart, followed. What reads it (reading) knows no Django."""
