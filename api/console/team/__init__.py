"""What the lead sees, and saying that you are there."""
