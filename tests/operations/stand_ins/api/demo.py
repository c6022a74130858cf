"""Stands in for the demo data."""

import json

print(
    json.dumps(
        {
            "service": "Proefdienst",
            "workers": [{"name": "Anna", "description": "two deposits"}],
            "coaches": [{"email": "coach@example.org", "password": "demo"}],
        }
    )
)
