"""Rules about the whole."""
