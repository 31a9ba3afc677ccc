"""A festival and its parts, a training and its modules: one event that others name as their programme."""
