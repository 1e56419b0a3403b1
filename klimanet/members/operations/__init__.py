"""Everything that changes networks, memberships, seats and profiles."""
