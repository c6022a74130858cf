"""NLU components of the Dutch pipeline; config.yml names them."""
