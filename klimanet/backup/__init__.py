"""A whole installation in one file, and back: database, uploaded files and secret key, each byte checked.

`klimanet backup`, `verify` and `restore` stand on it; `state.last_backup` tells when the last sound one was made.
"""
