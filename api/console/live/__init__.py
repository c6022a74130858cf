"""Keeping open pages up to date."""
