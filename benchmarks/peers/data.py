"""The sentences that every peer is taught and asked."""

from pathlib import Path

import yaml

from benchmarks.start import REPOSITORY

MASSIVE = REPOSITORY.parent / "shared" / "eval" / "massive_nl"
# A label and a sentence; a test label may be `a|b` where two are right.
Rows = list[tuple[str, str]]


def our_sentences() -> tuple[Rows, Rows]:
    """What we teach the assistant, and our own set to measure with."""
    examples = [
        (item["intent"], line[2:])
        for file in sorted((REPOSITORY / "data" / "nlu").glob("*.yml"))
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
        for line in item.get("examples", "").splitlines()
        if "intent" in item
    ]
    return examples, _read(REPOSITORY / "tests" / "nlu" / "intents.tsv")


def massive_sentences(seeds: list[str]) -> dict[str, tuple[Rows, Rows]]:
    """Twenty sentences an intent and the whole test of MASSIVE, for each seed; empty without it."""
    files = {seed: MASSIVE / "fewshot" / f"n20_seed{seed}.tsv" for seed in seeds}
    return {
        f"MASSIVE, seed {seed}": (_turned(_read(file)), _turned(_read(MASSIVE / "test.tsv")))
        for seed, file in files.items()
        if file.exists()
    }


def write(folder: Path, examples: Rows, test: Rows) -> None:
    """Write train.tsv and test.tsv, as label and sentence."""
    for name, rows in (("train", examples), ("test", test)):
        lines = "".join(f"{label}\t{text}\n" for label, text in rows)
        (folder / f"{name}.tsv").write_text(lines, encoding="utf-8")


def _read(file: Path) -> Rows:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [(row[0], row[1]) for row in (line.split("\t") for line in lines) if len(row) > 1]


def _turned(rows: Rows) -> Rows:
    return [(label, text) for text, label in rows]
