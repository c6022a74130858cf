"""An answer that a worker cannot use does not pass."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from operations.content.checks import (
    buttons,
    coverage,
    crisis,
    helplines,
    intents,
    language,
    length,
    metadata,
    promises,
    review,
)
from operations.content.model import Button, Content
from tests.content.breaking import found, with_response, with_text

NAME = "utter_ww_recht"
COACH = Button("Praat met een coach", "/coach_spreken")


class TestCoverage:
    def test_a_topic_without_answer_or_simpler_version_is_found(self, content: Content) -> None:
        without = [r for r in content.responses if r.topic_id != "ww_recht"]
        broken = replace(content, responses=without)
        assert found(coverage.every_topic_is_answered, broken) == {
            ("ww_recht", NAME),
            ("ww_recht", "utter_simpeler_ww_recht"),
        }


class TestIntents:
    def test_one_without_rule_or_examples_is_found(self, content: Content) -> None:
        domain = {**content.domain, "intents": [*content.domain["intents"], "nieuw"]}
        found_now = found(intents.every_intent_is_answered, replace(content, domain=domain))
        whats = {what for place, what in found_now if place == "nieuw"}
        assert whats == {"no rule with an answer", "no examples"}

    def test_a_rule_with_an_unknown_response_is_found(self, content: Content) -> None:
        broken = replace(content, responses=[r for r in content.responses if r.name != NAME])
        assert NAME in {what for _, what in found(intents.every_response_exists, broken)}

    def test_a_response_in_two_files_is_found(self, content: Content) -> None:
        twin = replace(content.responses[0], file=content.responses[-1].file)
        broken = replace(content, responses=[*content.responses, twin])
        assert {place for place, _ in found(intents.every_response_has_one_home, broken)} == {
            twin.name
        }


class TestButtons:
    @pytest.mark.parametrize(
        ("shown", "what"),
        [
            (
                (Button("Een titel die niet op een knop past", "/ww_recht"),),
                "Een titel die niet op een knop past",
            ),
            ((Button("Nergens heen", "/bestaat_niet"),), "Nergens heen"),
            ((COACH, COACH, COACH, COACH), "4 buttons"),
        ],
    )
    def test_one_that_does_not_work_is_found(
        self, content: Content, shown: tuple[Button, ...], what: str
    ) -> None:
        broken = with_response(content, NAME, buttons=shown)
        assert (NAME, what) in found(buttons.buttons_lead_somewhere, broken)

    def test_the_title_of_a_question_fits_too(self, content: Content) -> None:
        name, long = "utter_vraag_ww_recht", "Heb ik misschien ook recht op WW?"
        broken = with_response(content, name, text=long)
        assert (name, long) in found(buttons.buttons_lead_somewhere, broken)

    def test_a_missing_coach_is_found(self, content: Content) -> None:
        name = "utter_ontslag_op_staande_voet"
        broken = with_response(content, name, buttons=())
        assert (name, "no coach button") in found(buttons.coach_is_offered, broken)


class TestMetadata:
    @pytest.mark.parametrize(
        ("wrong", "what"),
        [
            ({"topic": "geen_onderwerp"}, "geen_onderwerp"),
            ({"checked_on": "23 november"}, "checked_on: 23 november"),
            ({"review_before": None}, "review_before: None"),
            ({"sources": None}, "no sources"),
            ({"sources": [{"name": "Krant"}]}, "Krant"),
        ],
    )
    def test_a_gap_is_found(self, content: Content, wrong: dict[str, Any], what: str) -> None:
        broken = with_response(content, NAME, metadata=wrong)
        assert (NAME, what) in found(metadata.metadata_is_complete, broken)


class TestReview:
    def test_a_date_that_passed_is_a_fault(self, content: Content) -> None:
        later = replace(content, today=date(2027, 1, 2))
        overdue = [f for f in review.nothing_is_overdue(later) if f.place == NAME]
        assert [f.is_warning for f in overdue] == [False]

    def test_a_date_within_thirty_days_is_a_warning(self, content: Content) -> None:
        soon = replace(content, today=date(2026, 12, 10))
        near = [f for f in review.nothing_is_overdue(soon) if f.place == NAME]
        assert [f.is_warning for f in near] == [True]

    def test_a_later_date_than_the_catalogue_is_found(self, content: Content) -> None:
        broken = with_response(content, NAME, metadata={"review_before": "2027-06-01"})
        assert (NAME, "2027-06-01") in found(review.review_is_no_later_than_the_catalogue, broken)


class TestHelplines:
    @pytest.mark.parametrize("number", ["0900-8020", "0800-1234", "14 020", "020 123 45 67", "114"])
    def test_a_number_that_is_not_listed_is_found(self, content: Content, number: str) -> None:
        broken = with_text(content, NAME, f"Bel {number} voor hulp.")
        assert (NAME, number) in found(helplines.numbers_are_listed, broken)

    def test_a_year_or_amount_is_no_number_to_call(self, content: Content) -> None:
        broken = with_text(content, NAME, "In 2026 was dat 98.000 euro, 112 keer, of 0,57.")
        assert {what for _, what in found(helplines.numbers_are_listed, broken)} <= {"112"}

    def test_one_that_nobody_checked_for_ninety_days_is_found(self, content: Content) -> None:
        later = replace(content, today=date(2027, 2, 22))
        assert len(found(helplines.helplines_are_fresh, later)) == len(
            {line["name"] for line in content.helplines}
        )

    def test_an_incomplete_one_is_found(self, content: Content) -> None:
        broken = replace(content, helplines=[{"number": "113", "name": "hulp"}])
        assert ("hulp", "113") in found(helplines.helplines_are_fresh, broken)


class TestLength:
    def test_a_long_answer_is_found(self, content: Content) -> None:
        broken = with_response(content, NAME, text="woord " * 81)
        assert (NAME, "81 words") in found(length.answers_are_short, broken)

    def test_a_long_simpler_version_is_found(self, content: Content) -> None:
        broken = with_response(content, "utter_simpeler_ww_recht", text="woord " * 36)
        assert ("utter_simpeler_ww_recht", "36 words") in found(length.answers_are_short, broken)


class TestLanguage:
    @pytest.mark.parametrize(
        "sentence",
        [
            "Dat kunt u aanvragen.",
            "Uw coach helpt.",
            "Goed gedaan!",
            "Dit is **belangrijk**.",
            "- een streepje",
            "Fijn 🙂",
            "Voor wie laagopgeleid is.",
            "Kijk bijv. in je cao.",
            "Dit is niet gecontroleerd.",
            "Indien je ziek bent.",
        ],
    )
    def test_what_is_not_plain_is_found(self, content: Content, sentence: str) -> None:
        places = {
            p for p, _ in found(language.language_is_plain, with_text(content, NAME, sentence))
        }
        assert NAME in places

    def test_a_text_of_the_service_is_held_to_it_too(self, content: Content) -> None:
        texts = [replace(content.texts[0], text="Wilt u een coach?"), *content.texts[1:]]
        assert found(language.language_is_plain, replace(content, texts=texts))


class TestPromises:
    def test_every_kind_of_promise_is_found(self, content: Content) -> None:
        for rule in content.editorial["promises"]["promises"]:
            broken = with_text(content, NAME, rule["example"])
            assert (NAME, rule["example"]) in found(promises.nothing_is_promised, broken)

    def test_saying_that_it_differs_is_fine(self, content: Content) -> None:
        fine = with_text(content, NAME, "Je neemt je leerrekening niet altijd mee.")
        assert not found(promises.nothing_is_promised, fine)


class TestCrisis:
    def test_one_changed_letter_is_found(self, content: Content) -> None:
        name = "utter_crisis_zelfdoding"
        text = next(r.text for r in content.responses if r.name == name).replace("24/7", "altijd")
        broken = with_response(content, name, text=text)
        assert (name, text) in found(crisis.crisis_text_is_the_same_everywhere, broken)

    def test_a_missing_text_is_found(self, content: Content) -> None:
        assert found(crisis.crisis_text_is_the_same_everywhere, replace(content, texts=[]))
