"""Loads YAML and refuses what YAML itself lets pass: the same key twice."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from yaml import CSafeLoader, MappingNode  # the loader in C reads our files ten times faster


class SameKeyTwice(yaml.YAMLError):
    """A key stands twice in one mapping, so that the first would silently be lost."""


class _Loader(CSafeLoader):
    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {str(key) for key in keys if keys.count(key) > 1}
        if twice:
            raise SameKeyTwice(f"{', '.join(sorted(twice))} twice, near {node.start_mark}")
        return super().construct_mapping(node, deep)


def load(path: Path) -> dict[str, Any]:
    """The mapping in a file; nothing gives an empty one. Raises OSError and YAMLError."""
    with path.open("rb") as file:
        return yaml.load(file, Loader=_Loader) or {}  # noqa: S506, it is a safe loader
