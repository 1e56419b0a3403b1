"""What pages about barriers compose."""
