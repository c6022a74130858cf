"""A text that is too hard does not pass."""

import pytest

from operations.content.checks import readability, vocabulary
from operations.content.model import Content
from operations.content.words import sentences, word_count
from tests.content.breaking import found, with_response, with_text

NAME, SIMPLER = "utter_ww_recht", "utter_simpeler_ww_recht"
LAW = (
    "Op verzoek verlenen burgemeester en wethouders eenieder inzage in de basisregistratie, "
    "alsmede verstrekken zij aan eenieder de in de basisregistratie opgenomen gegevens. "
    "Het bestuursorgaan beslist hieromtrent binnen de daartoe gestelde termijn."
)


def test_a_text_of_law_fails_every_limit(content: Content) -> None:
    broken = with_response(content, NAME, text=LAW)
    checks = (
        readability.sentences_are_short,
        vocabulary.words_are_short,
        vocabulary.words_are_common,
    )
    names = {f.check for check in checks for f in check(broken) if f.place == NAME}
    assert names == {
        "sentence",
        "mean_sentence",
        "long_word",
        "mean_word",
        "rare_word",
        "rare_share",
        "mean_frequency",
    }


def test_a_simpler_version_has_shorter_sentences(content: Content) -> None:
    thirteen = "Dit is een zin met dertien gewone woorden die je vaak hoort samen."
    assert word_count(thirteen) == 13
    assert (SIMPLER, thirteen) in found(
        readability.sentences_are_short, with_text(content, SIMPLER, thirteen)
    )
    assert not found(readability.sentences_are_short, with_text(content, NAME, thirteen))


@pytest.mark.parametrize("word", ["arbeidsongeschiktheidsuitkering", "derving"])
def test_a_hard_word_that_is_not_listed_is_found(content: Content, word: str) -> None:
    broken = with_text(content, NAME, f"Dat heet {word}.")
    assert (NAME, word) in found(vocabulary.words_are_common, broken)


def test_sentences_end_where_a_reader_stops() -> None:
    text = "Kijk op uwv.nl. Is het 2.000 euro? Doe dit:\n\n1. Bel 112.\n2. Wacht niet."
    assert sentences(text) == [
        "Kijk op uwv.nl.",
        "Is het 2.000 euro?",
        "Doe dit:",
        "Bel 112.",
        "Wacht niet.",
    ]
