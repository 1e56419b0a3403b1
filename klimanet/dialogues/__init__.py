"""Questions and discussions between the meetings: the first kind of entry."""
