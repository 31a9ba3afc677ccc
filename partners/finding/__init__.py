"""Finding in the directory: what this process holds of it, what was asked, who answers, and how far they are."""
