"""Outgoing messages with their delivery. Rows first, sent by the worker, so that no request waits for a mail server."""
