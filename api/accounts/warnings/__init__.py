"""Telling a worker in time that their money is about to lapse, or a reservation about to end."""
