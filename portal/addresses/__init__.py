"""The portal's own addresses in three languages, a file per subject; portal/urls.py puts them together."""
