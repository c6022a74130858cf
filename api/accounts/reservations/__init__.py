"""Putting money aside: proposed in a summary, confirmed by its button, then a reservation."""
