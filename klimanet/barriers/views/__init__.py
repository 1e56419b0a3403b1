"""Pages about barriers."""
