"""What can be said on the command line of run.py."""

import argparse
from dataclasses import dataclass

USAGE = """python3 run.py [--no-demo]
       python3 run.py test [what to hand to pytest ...]"""


@dataclass(frozen=True)
class Command:
    """One of the two commands, with its options."""

    is_test: bool = False
    demo: bool = True
    chosen_tests: tuple[str, ...] = ()


def parse(words: list[str]) -> Command:
    """Read the command line; explains and exits when it makes no sense."""
    if words[:1] == ["test"]:
        return Command(is_test=True, chosen_tests=tuple(words[1:]))
    if words[:1] == ["run"]:
        words = words[1:]
    parser = argparse.ArgumentParser(usage=USAGE, description="Runs Leermaat, or tests it.")
    parser.add_argument("--no-demo", action="store_true", help="no demo data and no demo page")
    return Command(demo=not parser.parse_args(words).no_demo)
