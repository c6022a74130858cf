"""What the answers need to know of the organisation, from `data/organisation.yml`."""

from functools import cache
from pathlib import Path

import yaml

ORGANISATION = Path(__file__).resolve().parent.parent / "data" / "organisation.yml"


@cache
def how_to_sign_in() -> str:
    """One or two sentences on where a worker signs in."""
    with ORGANISATION.open(encoding="utf-8") as file:
        return str(yaml.safe_load(file)["how_to_sign_in"])
