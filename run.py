"""Leermaat's two commands: `python3 run.py` runs everything, `python3 run.py test` tests it.

An old Python must be able to read this file, in order to say that it is too old.
"""

import os
import signal
import sys
from typing import NoReturn

NEEDED = (3, 11)
FOLDER = os.path.dirname(os.path.abspath(__file__))


def main() -> None:
    """Start over with a Python that is new enough, then prepare everything and hand over."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # no stack trace for Ctrl-C while importing
    os.chdir(FOLDER)
    sys.path.insert(0, FOLDER)
    if os.name == "nt":
        sys.exit("Leermaat runs on Linux and macOS; on Windows, run it in WSL.")
    if sys.version_info < (3, 8):  # noqa: UP036
        too_old()
    if sys.version_info < NEEDED:
        from operations.bootstrap import interpreters

        newer = interpreters.find(["3.13", "3.12", "3.11"])
        if newer is None:
            too_old()
        os.execv(newer, [newer, os.path.join(FOLDER, "run.py"), *sys.argv[1:]])  # noqa: S606

    from operations.bootstrap import start

    start.main(sys.argv[1:])


def too_old() -> NoReturn:
    sys.exit(
        "Python 3.11 or newer is needed, and this is Python {}.{}: install a newer one and start "
        "run.py with it, for instance `python3.12 run.py`.".format(*sys.version_info)
    )


if __name__ == "__main__":
    main()
