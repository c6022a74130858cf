"""Accounting for every cent: from the book itself, never from what somebody wrote down apart."""
