"""Finds Python interpreters that really run. Written for Python 3.8, see run.py."""

from __future__ import annotations

import glob
import os
import re
import subprocess
import sys

# What a parent shell may have set for another project and would mislead the processes here.
MISLEADING = (
    "PYENV_VERSION",
    "PYENV_DIR",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "VIRTUAL_ENV",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSAFEPATH",
)
ASK = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"


def clean_environment() -> None:
    """Forget what was meant for another project, for this process and all that it starts."""
    for name in MISLEADING:
        os.environ.pop(name, None)


def find(versions: list[str]) -> str | None:
    """The path of an interpreter of one of these versions ("3.10"), the first wanted first."""
    for version in versions:
        for candidate in on_path("python" + version) + in_pyenv(version):
            answer = ask(candidate)
            if answer and answer[0] == version:
                return answer[1]
    return None


def ask(python: str) -> tuple[str, str] | None:
    """Version and path as the interpreter itself tells them; None when it does not run.

    A pyenv shim exists for every version that is installed, and refuses to run most of them.
    """
    try:
        run = subprocess.run(  # noqa: S603 (a Python, asked for its version)
            [python, "-I", "-S", "-c", ASK],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version, _, path = run.stdout.decode().strip().partition(" ")
    return (version, path) if run.returncode == 0 and path else None


def on_path(name: str) -> list[str]:
    """Every program of this name on PATH, in order: the first may be a shim that does not run."""
    found = [os.path.join(folder, name) for folder in os.get_exec_path()]
    return [program for program in dict.fromkeys(found) if os.access(program, os.X_OK)]


def in_pyenv(version: str) -> list[str]:
    """The interpreters of this version that pyenv installed, newest first."""
    roots = [os.environ.get("PYENV_ROOT", ""), os.path.expanduser("~/.pyenv")]
    found: list[str] = []
    for root in dict.fromkeys(filter(None, roots)):
        found += glob.glob(os.path.join(root, "versions", version + ".*", "bin", "python"))
    return sorted(found, key=_numbers, reverse=True)


def running() -> str:
    """The interpreter that runs this, outside any virtual environment."""
    base = os.path.join(sys.base_prefix, "bin", "python{}.{}".format(*sys.version_info))
    return base if os.access(base, os.X_OK) else sys.executable


def _numbers(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path)]
