"""Training sentences that confuse, or that measure, do not pass."""

from dataclasses import replace

from operations.content.checks import examples, measuring_sets, near_duplicates
from operations.content.model import Content
from tests.content.breaking import found, with_examples

INTENT = "ww_recht"


def some_example(content: Content, intent: str) -> str:
    return next(e.sentence for e in examples.examples(content) if e.intent == intent)


def test_a_sentence_of_another_intent_is_found_whatever_its_dress(content: Content) -> None:
    dressed = some_example(content, "cv_maken").upper().replace(" ", "  ") + "!!"
    broken = with_examples(content, INTENT, dressed)
    assert (INTENT, dressed) in found(examples.no_example_twice, broken)


def test_a_sentence_twice_in_one_intent_is_found(content: Content) -> None:
    again = some_example(content, INTENT)
    broken = with_examples(content, INTENT, again)
    assert (INTENT, again) in found(examples.no_example_twice, broken)


def test_almost_the_same_sentence_in_another_intent_is_found(content: Content) -> None:
    first = "Hoe lang krijg ik straks nog een uitkering van het uwv per maand"
    second = "hoe lang krijg ik straks nog een uitkering van het uwv per mand"
    broken = with_examples(with_examples(content, INTENT, first), "cv_maken", second)
    whats = {what for _, what in found(near_duplicates.no_near_duplicates, broken)}
    assert whats & {f"{first} | {second}", f"{second} | {first}"}


def test_marks_of_entities_do_not_hide_a_sentence(content: Content) -> None:
    marked = "Ik werk in de [bouw](sector) en wil weten wat een zeldzame vraag is"
    plain = "ik werk in de bouw en wil weten wat een zeldzame vraag is"
    broken = with_examples(with_examples(content, INTENT, marked), "cv_maken", plain)
    assert ("cv_maken", plain) in found(examples.no_example_twice, broken)


def test_a_sentence_that_measures_is_found(content: Content) -> None:
    _, measured = content.measured[0]
    broken = with_examples(content, INTENT, measured.upper())
    assert (INTENT, measured.upper()) in found(measuring_sets.nothing_measured_is_taught, broken)


def test_missing_sets_are_found(content: Content) -> None:
    assert found(measuring_sets.nothing_measured_is_taught, replace(content, measured=[]))


def test_too_few_examples_are_found(content: Content) -> None:
    few = [(f, i) for f, i in content.nlu if i.get("intent") != INTENT]
    broken = with_examples(replace(content, nlu=[*few, content.nlu[0]]), "cv_maken")
    assert (INTENT, "0 examples") in found(examples.enough_examples, broken)
