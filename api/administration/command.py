"""What a command of the administration is."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from api.administration.office import Office


def no_arguments(_parser: ArgumentParser) -> None:
    """For a command that takes nothing."""


@dataclass(frozen=True)
class Command:
    """Its name, how to add its arguments, and what it does; `run` returns the exit code."""

    name: str
    run: Callable[[Office, Namespace], Awaitable[int]]
    add_arguments: Callable[[ArgumentParser], None] = no_arguments
    can_run_dry: bool = False
