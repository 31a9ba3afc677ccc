"""Pages of volunteers: public ones, their own, and those of coordinators."""
