"""A city to try the portal with: written by hand (load), or of any size (many). Never in production."""
