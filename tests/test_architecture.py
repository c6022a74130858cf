"""The walls of the house."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Who may not import whom: chat never touches money, and nobody reaches into Rasa's own project.
WALLS = [("actions", "api"), ("actions", "bot"), ("api", "actions"), ("api", "bot"), ("bot", "api")]


def imported(folder: str) -> Iterator[str]:
    for path in (ROOT / folder).rglob("*.py"):
        if ".venv" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""


@pytest.mark.parametrize(("room", "other"), WALLS)
def test_wall(room: str, other: str) -> None:
    assert [name for name in imported(room) if name.split(".")[0] == other] == []


def test_only_one_file_of_the_actions_speaks_http() -> None:
    using = [p.name for p in (ROOT / "actions").glob("*.py") if "httpx" in p.read_text()]
    assert using == ["career_api.py"]


def test_only_one_file_of_the_api_reads_data() -> None:
    using = [p.name for p in (ROOT / "api").rglob("*.py") if "yaml.safe_load" in p.read_text()]
    assert using == [], "api/data_files.py reads it ten times as fast"


def test_only_one_file_of_the_gateway_knows_rasa() -> None:
    using = [p.name for p in (ROOT / "api").rglob("*.py") if "import httpx" in p.read_text()]
    assert using == ["rasa_client.py"]
