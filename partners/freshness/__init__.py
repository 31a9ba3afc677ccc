"""The directory stays true: who is asked when, what is confirmed, reported, missing, twice there, or left alone."""
