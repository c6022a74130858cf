"""Rasa as `python -m bot` starts it: repaired, and without TensorFlow."""

from bot.compat import apply_repairs

apply_repairs()
