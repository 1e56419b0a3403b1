"""Journeys in a real browser, on the demo as a newcomer starts it."""
