"""Appointments with a coach: free moments, booked once, moved and cancelled."""
