"""A file about the directory, taken in: HSDS 3.1, or the table that the directory is handed out as.

reading: bytes into rows, in a process of its own, without Django; words, hsds_claims, sheet_claims: rows into Claims,
what the file says of partners, services and places; known, saying: the directory as those files would say it; planning:
what becomes of each Claim, nothing written; writing: the plan into rows; running: the steps that staff take.
"""
