"""A worker's whole account as an open file: out of one service, into another."""
