"""Who may pay for a course: few questions, sourced pots, in order, and never a promise."""

import re
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from actions.funding import ShowFunding
from actions.funding_data import Situation, funding_data, pots_for
from actions.funding_form import COST, EMPLOYMENT, INTENT, MANDATORY, PURPOSE, ValidateFundingForm
from actions.server import domain
from operations.content.checks import language, length, promises, readability, vocabulary
from operations.content.model import SOURCED, Content, Response
from operations.content.quantities import Quantities
from operations.content.reading import read
from operations.paths import ROOT
from tests.support.actions import Outcome, ScriptedApi, entity, heard, run

DOMAIN = domain()["forms"]["funding_form"]["required_slots"]
BUILDER = {PURPOSE: "vak", "sector": "bouw", EMPLOYMENT: "werkend", COST: 90000, MANDATORY: "no"}
JOBLESS = {PURPOSE: "breed", "sector": "horeca", EMPLOYMENT: "werkzoekend", COST: 120000}
ENDED = re.compile(r"youfit|loopbaansupport|\bstap\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def content() -> Content:
    return read(ROOT)


async def answer(text: str, *args: Any, **more: Any) -> Outcome:
    return await run(ValidateFundingForm(), heard(text, *args, **more))


async def tell(slots: dict[str, Any]) -> Outcome:
    return await run(ShowFunding(), heard("x", INTENT, slots=slots))


class TestQuestions:
    @pytest.mark.parametrize(
        ("slot", "text", "value"),
        [
            (PURPOSE, "voor mijn werk", "vak"),
            (PURPOSE, "vak", "vak"),
            (PURPOSE, "iets heel anders", "breed"),
            (PURPOSE, "een ander vak", "breed"),
            (PURPOSE, "weet ik niet", "onbekend"),
            (EMPLOYMENT, "ja", "werkend"),
            (EMPLOYMENT, "nee ik zit thuis", "werkzoekend"),
            (COST, "geen idee", "onbekend"),
            (MANDATORY, "ja het moet van mijn baas", "yes"),
            (MANDATORY, "nee, niet verplicht", "no"),
        ],
    )
    async def test_a_typed_answer_is_understood(self, slot: str, text: str, value: str) -> None:
        assert (await answer(text, asked=slot)).slots == {slot: value}

    @pytest.mark.parametrize(
        ("name", "value", "slot"),
        [
            ("purpose", "vak", PURPOSE),
            ("employer_status", "zzp", EMPLOYMENT),
            ("cost", "onbekend", COST),
            ("mandatory", "no", MANDATORY),
            ("sector", "bouw", "sector"),
        ],
    )
    async def test_a_button_answers(self, name: str, value: str, slot: str) -> None:
        button = {"entity": name, "value": value}
        assert (await answer(f"/{INTENT}", INTENT, button, asked=slot)).slots == {slot: value}

    async def test_the_first_sentence_already_answers(self) -> None:
        text = "ik ben werkloos en mijn cursus kost 900 euro, wie betaalt dat"
        status = entity(text, "employer_status", "werkloos", "werkzoekend")
        cost = entity(text, "amount_cents", "900 euro", 90000)
        slots = (await answer(text, INTENT, status, cost)).slots
        assert slots == {EMPLOYMENT: "werkzoekend", COST: 90000}

    @pytest.mark.parametrize("slot", [PURPOSE, EMPLOYMENT, COST, MANDATORY])
    async def test_an_answer_that_cannot_be_read_gets_help(self, slot: str) -> None:
        outcome = await answer("tja", asked=slot)
        assert outcome.slots == {slot: None}
        assert outcome.responses == [f"utter_help_{slot}"]

    async def test_a_question_in_between_is_no_answer(self) -> None:
        assert (await answer("wat is een O&O-fonds?", "oo_fonds", asked=COST)).slots == {}

    async def test_at_most_five_questions(self) -> None:
        assert len(DOMAIN) == 5

    @pytest.mark.parametrize(
        "slots",
        [{EMPLOYMENT: "werkzoekend"}, {EMPLOYMENT: "zzp"}, {PURPOSE: "breed"}],
    )
    async def test_who_cannot_be_sent_is_not_asked_whether_it_is_mandatory(
        self, slots: dict[str, Any]
    ) -> None:
        tracker = heard("x", slots=slots)
        asked = await ValidateFundingForm().required_slots(DOMAIN, None, tracker, domain())
        assert asked == DOMAIN[:-1]


class TestAnswer:
    async def test_a_builder_hears_employer_first_with_sources_of_each(
        self, scripted_api: ScriptedApi
    ) -> None:
        outcome = await tell(BUILDER)
        pots = [m for m in outcome.messages if m["response"] == "utter_wegwijzer_potje"]
        names = [pot["name"] for pot in pots]
        assert names[:3] == ["Je werkgever", "Het fonds van jouw sector", "Je eigen leerrekening"]
        assert "Volandis" in pots[1]["says"]
        assert all(pot["paid_by"] and pot["interest"] for pot in pots)
        assert all(pot["metadata"]["sources"] for pot in pots)
        assert all(date.fromisoformat(pot["metadata"]["checked_on"]) for pot in pots)

    async def test_broad_learning_begins_with_the_own_account(
        self, scripted_api: ScriptedApi
    ) -> None:
        pots = pots_for(Situation(purpose="breed", employment="werkend", mandatory="no"))
        assert [pot.id for pot in pots][:2] == ["own_account", "sector"]

    async def test_the_own_money_is_told_to_the_cent(self, scripted_api: ScriptedApi) -> None:
        told = (await tell(BUILDER)).text
        assert (
            "Daar is nu € 630,00 vrij. De opleiding kost € 900,00. Dan mis je nog € 270,00." in told
        )

    async def test_somebody_without_work_hears_of_uwv_and_no_promise(
        self, scripted_api: ScriptedApi
    ) -> None:
        outcome = await tell(JOBLESS)
        assert "UWV beslist daarover." in outcome.text
        assert "staat in de regels bij je leerrekening" in outcome.text
        assert "Je werkgever\n" not in outcome.text
        assert "/werkcentrum" in {b["payload"] for b in outcome.messages[-1]["buttons"]}

    async def test_mandatory_training_is_for_the_employer_and_not_for_the_own_account(
        self, scripted_api: ScriptedApi
    ) -> None:
        outcome = await tell({**BUILDER, MANDATORY: "yes"})
        assert "Hoge Raad" in outcome.text
        assert "26 september 2025" in outcome.text
        assert "Je eigen leerrekening" not in outcome.text
        assert "Gebruik je leerrekening niet" in outcome.text

    async def test_a_visitor_hears_how_to_see_their_own(self, scripted_api: ScriptedApi) -> None:
        scripted_api.refuse("GET /turn/account", "NotSignedIn", 403)
        assert "Log in, dan zie ik hoeveel er vrij is." in (await tell(BUILDER)).text

    async def test_nobody_is_sent_to_an_account_they_do_not_have(
        self, scripted_api: ScriptedApi
    ) -> None:
        scripted_api.refuse("GET /turn/account", "NoLearningAccount", 404)
        assert "leerrekening" not in (await tell(BUILDER)).text

    @pytest.mark.parametrize("slots", [BUILDER, JOBLESS, {}])
    async def test_at_most_three_next_steps_the_last_a_coach(
        self, scripted_api: ScriptedApi, slots: dict[str, Any]
    ) -> None:
        buttons = (await tell(slots)).messages[-1]["buttons"]
        assert len(buttons) <= 3
        assert buttons[-1]["payload"] == "/coach_spreken"


def test_every_situation_has_a_way_on() -> None:
    for purpose, employment, mandatory in product(
        ("vak", "breed", "onbekend"),
        ("werkend", "flex", "zzp", "werkzoekend", "tussen_banen", "onbekend"),
        ("yes", "no", "onbekend"),
    ):
        pots = pots_for(Situation(purpose=purpose, employment=employment, mandatory=mandatory))
        assert 1 <= len(pots) <= 4


def test_every_source_belongs_to_a_sourced_fact_of_its_topic(content: Content) -> None:
    for pot in funding_data()["pots"].values():
        topic = content.topics[pot["topic"]]
        sourced = {key for fact in topic.facts if fact.status == SOURCED for key in fact.sources}
        assert set(pot["sources"]) <= sourced


@pytest.mark.parametrize("name", funding_data()["pots"])
def test_a_pot_is_told_in_plain_dutch_without_promise_or_ended_programme(
    name: str, content: Content
) -> None:
    pot = funding_data()["pots"][name]
    template = domain()["responses"]["utter_wegwijzer_potje"][0]["text"]
    text = template.format(number=1, **{k: pot[k] for k in ("name", "says", "paid_by", "interest")})
    gate = replace(content, responses=[Response(ROOT / "data/funding.yml", name, text)], texts=[])
    for check in (
        length.answers_are_short,
        language.language_is_plain,
        promises.nothing_is_promised,
        readability.sentences_are_short,
        vocabulary.words_are_short,
        vocabulary.words_are_common,
    ):
        assert list(check(gate)) == []
    assert not ENDED.search(text)


@pytest.mark.parametrize("name", funding_data()["pots"])
def test_no_figure_is_told_that_the_facts_do_not_have(name: str, content: Content) -> None:
    pot = funding_data()["pots"][name]
    quantities = Quantities(content.editorial["language"])
    facts = content.topics[pot["topic"]].facts
    known = [q for fact in facts if fact.may_be_shown for q in quantities.find(fact.text)]
    for told in quantities.find(pot["says"]):
        assert any(told.is_like(fact) for fact in known), told
