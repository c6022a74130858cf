"""Words of despair are recognised without Rasa, and idioms are left alone.

`crisis.tsv` has 339 sentences of our own: explicit, indirect and none, half of them for
development and half held out while the patterns were written. `tests/nlu/safety.tsv` is by
somebody else, and was not read while writing them.
"""

from pathlib import Path

import pytest
import yaml

from api.safety.crisis import sounds_like_crisis

HERE = Path(__file__).parent
BY_OTHERS = HERE.parent / "nlu"
TAUGHT = HERE.parents[1] / "data" / "nlu"


def rows(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]


def ours(label: str, part: str) -> list[str]:
    return [
        text for found, text, half in rows(HERE / "crisis.tsv") if (found, half) == (label, part)
    ]


def by_others(label: str) -> list[str]:
    return [text for found, text in rows(BY_OTHERS / "safety.tsv") if found == label]


def share_recognised(texts: list[str]) -> float:
    return sum(map(sounds_like_crisis, texts)) / len(texts)


def ordinary_lines() -> list[str]:
    lines = [
        line[2:]
        for file in sorted(TAUGHT.glob("*.yml"))
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
        if item.get("intent") != "crisis_zelfdoding"
        for line in item.get("examples", "").splitlines()
        if line.startswith("- ")
    ]
    assert len(lines) > 1_000
    return lines


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(ours("explicit", "development"), id="ours"),
        pytest.param(by_others("crisis_expliciet"), id="by others"),
    ],
)
def test_explicit_words_are_recognised(texts: list[str]) -> None:
    assert share_recognised(texts) >= 0.98


def test_explicit_words_that_were_held_out_are_recognised() -> None:
    assert share_recognised(ours("explicit", "held_out")) >= 0.96


@pytest.mark.parametrize("part", ["development", "held_out"])
def test_indirect_words_are_recognised(part: str) -> None:
    assert share_recognised(ours("indirect", part)) >= 0.90


def test_most_indirect_words_of_others_are_recognised() -> None:
    # Patterns alone: the trained intent is the second net (docs/decisions/0005).
    assert share_recognised(by_others("crisis_indirect")) >= 0.60


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(ours("none", "development"), id="development"),
        pytest.param(ours("none", "held_out"), id="held out"),
        pytest.param(by_others("crisis_nee"), id="by others"),
    ],
)
def test_idioms_are_no_crisis(texts: list[str]) -> None:
    assert share_recognised(texts) <= 0.03


def test_ordinary_lines_are_no_crisis() -> None:
    assert share_recognised(ordinary_lines()) <= 0.005


def test_other_questions_are_no_crisis() -> None:
    others = [
        text
        for file in ("intents.tsv", "oos.tsv", "voices.tsv")
        for label, text, *_ in rows(BY_OTHERS / file)
        if label != "crisis_zelfdoding"
    ]
    assert [text for text in others if sounds_like_crisis(text)] == []


def test_accents_capitals_and_dialect_make_no_difference() -> None:
    for text in ("IK WIL DOOD", "suïcidaal", "ik wil nie meer leve", "zelfm’oord zelfmoort"):
        assert sounds_like_crisis(text), text


def test_punctuation_makes_no_difference() -> None:
    for text in ("ik... wil dood!!", "ik wil dóód.", "niet meer (verder) leven", "ik wil doooood"):
        assert sounds_like_crisis(text), text
