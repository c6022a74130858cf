"""What can be said to run.py."""

import pytest

from operations.command import Command, parse


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ([], Command()),
        (["run"], Command()),
        (["--no-demo"], Command(demo=False)),
        (["test"], Command(is_test=True)),
        (["test", "-k", "x"], Command(is_test=True, chosen_tests=("-k", "x"))),
        (["test", "--help"], Command(is_test=True, chosen_tests=("--help",))),
    ],
)
def test_is_understood(words: list[str], command: Command) -> None:
    assert parse(words) == command


@pytest.mark.parametrize("words", [["tset"], ["--demo=1"], ["run", "test"]])
def test_nonsense_is_refused_before_anything_is_installed(words: list[str]) -> None:
    with pytest.raises(SystemExit):
        parse(words)
