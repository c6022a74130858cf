"""The gate that everything people write must pass: `python -m operations.content`."""
