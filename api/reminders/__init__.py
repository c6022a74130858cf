"""Reminders that a worker asked for, posted in their own thread when it is time."""
