"""Rasa as its own template sets it up, to compare with."""
