"""The one append-only record of who did what, when. Plain values, no foreign keys: it knows nobody."""
