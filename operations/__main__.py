"""The second half of run.py, inside the environment that the first half prepared."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)  # no stack trace for Ctrl-C while importing

import asyncio  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402

from operations import serve, test  # noqa: E402
from operations.bootstrap.interpreters import clean_environment  # noqa: E402
from operations.command import Command, parse  # noqa: E402
from operations.faults import OperatorFault  # noqa: E402


def main() -> None:
    """Run one of the two commands; a foreseeable fault is one sentence and exit code 1."""
    command = parse(sys.argv[1:])
    clean_environment()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sys.exit(asyncio.run(start(command)))
    except OperatorFault as fault:
        sys.exit(str(fault))
    except OSError as error:
        sys.exit(f"{error.strerror}: {error.filename}. Mend that and start again.")
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130 if command.is_test else 0)


async def start(command: Command) -> int:
    """Run the command and return the exit code."""
    if command.is_test:
        return await test.test(command.chosen_tests)
    await serve.serve(command.demo and os.environ.get("DEMO", "1") == "1")
    return 0


if __name__ == "__main__":
    main()
