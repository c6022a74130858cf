"""The second half of run.py, inside the environment that the first half prepared."""

import argparse
import asyncio
import os
import sys

from operations.faults import OperatorFault


def main() -> None:
    """Run one of the two commands; a foreseeable fault is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="run.py", description="Leermaat's two commands.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start everything (what run.py does by itself)")
    run.add_argument("--no-demo", action="store_true", help="without demo data and demo page")
    test = commands.add_parser("test", help="check and test everything")
    test.add_argument("chosen", nargs=argparse.REMAINDER, help="what to hand to pytest")
    arguments = parser.parse_args()
    try:
        sys.exit(asyncio.run(_start(arguments)))
    except OperatorFault as fault:
        sys.exit(str(fault))
    except OSError as error:
        sys.exit(f"{error.strerror}: {error.filename}. Mend that and start again.")
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130 if arguments.command == "test" else 0)


async def _start(arguments: argparse.Namespace) -> int:
    if arguments.command == "test":
        from operations import test

        return await test.test(arguments.chosen)
    from operations import serve

    demo = not arguments.no_demo and os.environ.get("DEMO", "1") == "1"
    await serve.serve(demo)
    return 0


if __name__ == "__main__":
    main()
