"""Rasa as `python -m bot` starts it: repaired, and without TensorFlow.

These tests run in the environment of `bot/`; any other collects nothing here.
"""

from importlib.util import find_spec

if find_spec("rasa"):
    from bot.compat import apply_repairs

    apply_repairs()
else:
    collect_ignore_glob = ["test_*.py"]
