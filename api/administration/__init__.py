"""The account administrator's work, on the command line: `python -m api.administration`."""
