"""Builds a house for each test, and empties it afterwards."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.house import House

SOURCE = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with training data, its environments and nothing trained."""
    root = tmp_path.resolve()
    shutil.copytree(Path(__file__).parent / "stand_ins", root, dirs_exist_ok=True)
    shutil.copytree(SOURCE / "operations", root / "operations")
    shutil.copy(SOURCE / "run.py", root)
    for folder in ("nlu", "responses", "rules", "entities"):
        (root / "data" / folder).mkdir(parents=True)
        (root / "data" / folder / "greet.yml").write_text("version: '3.1'\n")
    for name in ("config.yml", "domain.yml", "bot/requirements.lock"):
        (root / name).write_text("# empty\n")
    for folder in (root / ".venv" / "bin", root / "bot" / ".venv" / "bin"):
        folder.mkdir(parents=True)
        (folder / "python").symlink_to(sys.executable)
    a_house = House(root)
    yield a_house
    a_house.end()
