"""The second half of run.py, inside the environment that the first half prepared."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)  # no stack trace for Ctrl-C while importing

import argparse  # noqa: E402
import asyncio  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402

from operations import serve, test  # noqa: E402
from operations.faults import OperatorFault  # noqa: E402


def main() -> None:
    """Run one of the two commands; a foreseeable fault is one sentence and exit code 1."""
    arguments = parse(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sys.exit(asyncio.run(start(arguments)))
    except OperatorFault as fault:
        sys.exit(str(fault))
    except OSError as error:
        sys.exit(f"{error.strerror}: {error.filename}. Mend that and start again.")
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130 if arguments.command == "test" else 0)


def parse(words: list[str]) -> argparse.Namespace:
    """The command and its options."""
    parser = argparse.ArgumentParser(prog="run.py", description="Leermaat's two commands.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start everything: what run.py does by itself")
    run.add_argument("--no-demo", action="store_true", help="without demo data and demo page")
    test = commands.add_parser("test", help="check and test everything, or what you name")
    test.add_argument("chosen", nargs=argparse.REMAINDER, help="handed to pytest")
    return parser.parse_args(words)


async def start(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit code."""
    if arguments.command == "test":
        return await test.test(arguments.chosen)
    await serve.serve(not arguments.no_demo and os.environ.get("DEMO", "1") == "1")
    return 0


if __name__ == "__main__":
    main()
