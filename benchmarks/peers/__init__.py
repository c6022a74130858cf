"""The same sentences through us and through others, side by side (see __main__.py)."""
