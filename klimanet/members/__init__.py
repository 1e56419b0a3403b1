"""Networks, organisations, and the people who hold seats in them: memberships, seats, roles, profiles."""
