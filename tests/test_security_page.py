"""`docs/security.md` is short and true: every line names a test that exists, or a reason."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The lines that the goals of this project name.
MUST_HAVE = [
    "1.1.1",
    "1.2.10",
    "2.3.3",
    "2.3.4",
    "2.4.1",
    "3.3.1",
    "3.3.2",
    "3.3.4",
    "3.4.3",
    "3.4.6",
    "3.5.1",
    "3.5.4",
    "3.5.5",
    "4.1.3",
    "4.4.1",
    "4.4.2",
    "6.2.1",
    "6.3.3",
    "6.5.1",
    "6.5.5",
    "6.6.3",
    "7.2.3",
    "7.2.4",
    "7.4.1",
    "7.4.2",
    "8.2.2",
    "8.2.3",
    "8.4.1",
    "9.1.2",
    "9.2.3",
    "13.2.1",
    "13.4.5",
    "14.2.1",
    "14.3.2",
    "15.3.3",
    "16.2.5",
    "16.5.2",
    "16.5.3",
]
REASON = re.compile(r"(not yet|not applicable|in part|reason): \w.{20,}")
ROW = re.compile(r"\| ([\d., ]+) \| (.+) \| (.*) \|")


@cache
def names_in(file: Path) -> frozenset[str]:
    """The tests of a file, as pytest names them."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = (n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
            found |= {f"{node.name}::{one.name}" for one in inner}
    return frozenset(found)


def rows() -> list[tuple[list[str], str]]:
    """The lines of the standard in each row, and where they are held."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").splitlines()
    found = [ROW.fullmatch(line) for line in page if re.match(r"\| \d", line)]
    assert all(found)
    return [(row[1].split(", "), row[3]) for row in found if row]


def test_every_line_names_a_test_that_exists_or_a_reason() -> None:
    for lines, held in rows():
        named = re.fullmatch(r"`(tests/[\w/]+\.py)::([\w:]+)`", held)
        if named is None:
            assert REASON.fullmatch(held), (lines, held)
            continue
        file = ROOT / named[1]
        assert file.is_file(), held
        assert named[2] in names_in(file), held


def test_no_line_that_bites_is_missing_or_there_twice() -> None:
    lines = [line for in_row, _ in rows() for line in in_row]
    assert set(MUST_HAVE) <= set(lines)
    assert len(lines) == len(set(lines))
