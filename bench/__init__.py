"""How fast Klimanet is, how much memory it takes, and what a page costs as a multiple of a page that does nothing."""
