"""The chat widget as one script: the sources in `static/`, the styles and the Dutch sentences."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from api.organisation import get_organisation
from api.texts import texts

STATIC = Path(__file__).parent / "static"

# What a file uses comes before it. Inside the bundle they share one scope, so the import lines
# go and the order does their work.
SOURCES = (
    "text",
    "dom",
    "speech",
    "memory",
    "outbox",
    "line",
    "transport",
    "message_view",
    "thread_view",
    "launcher",
    "composer",
    "telegram_view",
    "panel",
    "view",
    "reading",
    "listener",
    "conversation",
    "element",
    "define",
)

IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)
# The sources write a space after `//` in a comment, and an address never has one there.
LINE_COMMENT = re.compile(r"[ \t]*// .*$", re.MULTILINE)
BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\n\s*")
# After these a new line means nothing, neither in the code nor in the styles.
NEEDLESS_END = re.compile(r"(?<=[;{,(])\n")


def build_script(modules: Iterable[str], stylesheet: str, strings: Mapping[str, str]) -> bytes:
    """One script in a scope of its own, without imports, comments and indentation."""
    constants = _constant("strings", strings) + _constant("stylesheet", _squeeze(stylesheet))
    code = "".join(_squeeze(_unwrap(module)) for module in modules)
    return f'"use strict";\n(() => {{\n{constants}{code}}})();\n'.encode()


def widget_strings() -> dict[str, str]:
    """Every sentence of the widget, with the name of who runs this service filled in."""
    organisation = get_organisation().name
    strings: dict[str, str] = texts("widget")
    return {key: text.replace("{organisation}", organisation) for key, text in strings.items()}


@cache
def widget_script() -> bytes:
    """The script that `GET /widget.js` serves, UTF-8; built once per process."""
    modules = [(STATIC / f"{name}.js").read_text(encoding="utf-8") for name in SOURCES]
    stylesheet = (STATIC / "widget.css").read_text(encoding="utf-8")
    return build_script(modules, stylesheet, widget_strings())


def etag(content: bytes) -> str:
    """A strong ETag: the same content, the same tag."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _constant(name: str, value: object) -> str:
    return f"const {name} = {json.dumps(value, ensure_ascii=False, separators=(',', ':'))};\n"


def _unwrap(module: str) -> str:
    return LINE_COMMENT.sub("", EXPORT.sub("", IMPORT.sub("", module)))


def _squeeze(text: str) -> str:
    lines = INDENT.sub("\n", BLOCK_COMMENT.sub("", text)).strip()
    return NEEDLESS_END.sub("", lines) + "\n"
