"""Uploaded files, kept by their content: checked, re-encoded, served with care and cleared away when nobody uses them."""
