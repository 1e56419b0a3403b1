"""Home, public pages, the filled frame of every page and the demo network. Composes everything below."""
