"""Reads everything under data/, domain.yml and the sentences that measure."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from yaml import YAMLError

from operations.content import catalogue
from operations.content.finding import Finding
from operations.content.loading import load
from operations.content.model import Button, Content, Item, Passage, Response

SETS = Path("tests/nlu")


def read(root: Path, today: date | None = None) -> Content:
    """Read every file; one that cannot be read becomes a finding of its own."""
    content = Content(today or date.today())
    loaded = {name: item for name, item in _load_all(root, content)}
    content.domain = loaded.pop(Path("domain.yml"), {})
    for name, item in loaded.items():
        _keep(content, name, item)
    content.topics = catalogue.topics(loaded, content.unreadable)
    content.measured = list(_measured(root))
    return content


def _load_all(root: Path, content: Content) -> Iterator[tuple[Path, Item]]:
    for path in [root / "domain.yml", *sorted((root / "data").rglob("*.yml"))]:
        name = path.relative_to(root)
        try:
            yield name, load(path)
        except (OSError, YAMLError) as error:
            remedy = "Correct the file so that it is valid YAML in UTF-8, with every key once."
            content.unreadable.append(Finding("file", name, "file", str(error), remedy))


def _keep(content: Content, name: Path, item: Item) -> None:
    """Put what one file of data/ says where the checks look for it."""
    folder, stem = name.parts[1], name.stem
    if folder in ("nlu", "rules", "responses"):
        content.nlu += [(name, example) for example in item.get("nlu", [])]
        content.rules += [(name, rule) for rule in item.get("rules", [])]
        said = list(_responses(name, item.get("responses", {})))
        # Answers in other languages are for translators: no check of ours can read them.
        content.responses += [r for r in said if r.metadata.get("kind") != "other_language"]
    elif folder == "texts":
        content.texts += [Passage(name, key, text) for key, text in _sentences(item)]
    elif folder == "editorial":
        content.editorial[stem] = item
    elif stem == "sectors":
        content.sectors = item["sectors"]
    elif stem == "helplines":
        content.helplines = item["helplines"]


def _responses(file: Path, responses: dict[str, list[Item]]) -> Iterator[Response]:
    for name, variations in responses.items():
        for item in variations:
            buttons = (Button(str(b["title"]), str(b["payload"])) for b in item.get("buttons", []))
            metadata = item.get("metadata") or {}
            yield Response(file, name, str(item["text"]), tuple(buttons), metadata)


def _sentences(item: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence of a text file with its key; keys inside keys get a dot."""
    if isinstance(item, dict):
        for name, value in item.items():
            yield from _sentences(value, f"{key}.{name}" if key else str(name))
    elif isinstance(item, list):
        for number, value in enumerate(item):
            yield from _sentences(value, f"{key}.{number}")
    elif isinstance(item, str):
        yield key, item.strip()


def _measured(root: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((root / SETS).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.relative_to(root), line.partition("\t")[2]
