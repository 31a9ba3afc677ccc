"""A partner's own people change its record: one page for each section, published at once."""
