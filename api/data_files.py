"""The YAML files of `data`, read with the loader in C: ten times as fast as the one in Python.

Most are read while others wait for the same event loop.
"""

from pathlib import Path
from typing import Any

import yaml

# Not every build of PyYAML comes with libyaml.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: Path) -> Any:
    """What stands in the file. Raises OSError, UnicodeDecodeError or yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506, it is safe
