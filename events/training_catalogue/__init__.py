"""The catalogue of trainings and conferences: what there is, what narrows it, and its page."""
