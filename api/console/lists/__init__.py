"""The lists a coach chooses from: who waits, mine, colleagues', promised, closed."""
