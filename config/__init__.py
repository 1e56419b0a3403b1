"""Wires the parts together: settings, addresses, the command line."""
