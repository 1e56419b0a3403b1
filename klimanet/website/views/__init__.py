"""The site's own pages, and a network's front page with its editing."""
