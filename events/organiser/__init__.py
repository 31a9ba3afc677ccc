"""What whoever organises sees and does: their events, the list of registrations, acts on many, exports."""
