"""One's own space: what somebody registered for with the addresses that they proved, and what they may do with it."""
