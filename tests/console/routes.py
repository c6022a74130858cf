"""Every route of the application, as it has them itself."""

import re
from uuid import uuid4

from api.app import create_app
from api.settings import Settings


def all_routes() -> list[tuple[str, str]]:
    """Method and path of every HTTP route, the demo's too."""
    app = create_app(Settings(database_url="sqlite+aiosqlite:///nowhere.db", demo=True))
    paths = app.openapi()["paths"].items()
    return sorted((method.upper(), path) for path, methods in paths for method in methods)


def filled_in(path: str, **known: object) -> str:
    """The address, with the ids that are known, and others that nobody has."""
    return re.sub(r"\{(\w+)\}", lambda found: str(known.get(found[1], uuid4())), path)


def names_in(path: str) -> set[str]:
    """The names of the ids in a path."""
    return set(re.findall(r"\{(\w+)\}", path))
