"""Words of despair are recognised without Rasa, and idioms are left alone."""

from pathlib import Path

from api.safety.crisis import sounds_like_crisis

SENTENCES = Path(__file__).parents[1] / "nlu"


def labelled(file: str) -> list[tuple[str, str]]:
    lines = (SENTENCES / file).read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, _, text in (line.partition("\t") for line in lines)]


def share_recognised(label: str) -> float:
    texts = [text for found, text in labelled("safety.tsv") if found == label]
    return sum(map(sounds_like_crisis, texts)) / len(texts)


def test_explicit_words_are_recognised() -> None:
    assert share_recognised("crisis_expliciet") >= 0.98


def test_most_indirect_words_are_recognised() -> None:
    # The goal is 0.90; the trained intent is the second net for the rest.
    assert share_recognised("crisis_indirect") >= 0.60


def test_idioms_are_no_crisis() -> None:
    assert share_recognised("crisis_nee") == 0


def test_ordinary_questions_are_no_crisis() -> None:
    others = [
        text
        for file in ("intents.tsv", "oos.tsv")
        for label, text in labelled(file)
        if label != "crisis_zelfdoding"
    ]
    assert [text for text in others if sounds_like_crisis(text)] == []


def test_accents_capitals_and_dialect_make_no_difference() -> None:
    for text in ("IK WIL DOOD", "suïcidaal", "ik wil nie meer leve", "zelfm’oord zelfmoort"):
        assert sounds_like_crisis(text), text
