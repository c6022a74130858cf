"""A worker hears what their sector has, how sure that is, and who said so."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from actions.sectors import AskSector, BeginSector, ShowSectorFund, ValidateSectorForm
from actions.server import domain
from operations.content.checks import language, length, promises, readability
from operations.content.checks.buttons import LONGEST_TITLE
from operations.content.model import Content, Response
from operations.content.quantities import Quantities
from operations.content.reading import read
from operations.paths import ROOT
from tests.support.actions import heard, run

DATA = yaml.safe_load((ROOT / "data" / "sectors.yml").read_text(encoding="utf-8"))
SECTORS = {sector["id"]: sector for sector in DATA["sectors"]}
ENDED = re.compile(r"youfit|loopbaansupport|\bstap\b", re.IGNORECASE)


async def reply(said: str = "x", asked: str | None = None, **named: str) -> dict[str, Any]:
    """What the worker hears: the form asks on, or the sector's facts are told."""
    entities = [{"entity": name, "value": value} for name, value in named.items()]
    form = await run(
        ValidateSectorForm(), heard(said, "sectorfonds_zoeken", *entities, asked=asked)
    )
    sector = form.slots.get("sector")
    action = ShowSectorFund() if sector else AskSector()
    slots = {"sector": sector}
    answer = await run(action, heard(said, "sectorfonds_zoeken", *entities, slots=slots))
    return answer.messages[0]


def text(said: dict[str, Any]) -> str:
    """The text as Rasa fills it in."""
    template: str = domain()["responses"][said["response"]][0]["text"]
    return template.format(says=said.get("says"), more=said.get("more")).strip()


@pytest.fixture(scope="module")
def content() -> Content:
    return read(ROOT)


@pytest.mark.parametrize("name", SECTORS)
async def test_every_sector_is_told_with_its_sources_in_plain_dutch(
    name: str, content: Content
) -> None:
    said = await reply(sector=name)
    told = said["metadata"]
    assert told["topic"] == "sectorfonds_zoeken"
    assert date.fromisoformat(told["checked_on"])
    assert [source["page_date"] for source in told["sources"]]
    assert all(source["name"] and source["address"] for source in told["sources"])
    response = Response(ROOT / "data" / "sectors.yml", name, text(said))
    gate = replace(content, responses=[response], texts=[])
    for check in (
        length.answers_are_short,
        language.language_is_plain,
        promises.nothing_is_promised,
        readability.sentences_are_short,
    ):
        assert list(check(gate)) == []
    assert not ENDED.search(text(said))


@pytest.mark.parametrize("name", SECTORS)
async def test_no_figure_is_told_that_the_facts_do_not_have(name: str, content: Content) -> None:
    sector = SECTORS[name]
    pages = [str(source["page_date"]) for source in sector["sources"].values()]
    facts = [sector["offers"], sector["programme"], sector.get("caution", ""), *pages]
    quantities = Quantities(content.editorial["language"])
    known = [q for fact in (*facts, DATA["checked_on"]) for q in quantities.find(fact)]
    for told in quantities.find(sector["says"]):
        assert any(told.is_like(fact) for fact in known), told


@pytest.mark.parametrize("name", [n for n, s in SECTORS.items() if s["certainty"] == "low"])
async def test_what_is_uncertain_is_said_to_be(name: str) -> None:
    assert "Dit weet ik niet zeker" in text(await reply(sector=name))


async def test_an_occupation_leads_to_its_sector() -> None:
    assert text(await reply(occupation="timmerman")) == text(await reply(sector="bouw"))


async def test_the_site_is_named_when_somebody_looked_at_it() -> None:
    assert "volandis.nl" in text(await reply(sector="bouw"))
    assert ".nl" not in text(await reply(sector="uitvaart"))


async def test_without_a_sector_it_asks_and_gives_a_way_on() -> None:
    said = await reply()
    assert said["response"] == "utter_sectorfonds_welke_sector"
    payloads = [button["payload"] for button in said["buttons"]]
    assert payloads[0] == '/sectorfonds_zoeken{"sector": "bouw"}'
    assert payloads[-1] == '/sectorfonds_zoeken{"sector": "onbekend"}'


@pytest.mark.parametrize("group", DATA["groups"])
async def test_a_wide_word_is_asked_about(group: str) -> None:
    said = await reply(sector=group)
    assert said["response"] == "utter_sectorfonds_welk_deel"
    assert len(said["buttons"]) == len(DATA["groups"][group]) + 1
    assert all(len(button["title"]) <= LONGEST_TITLE for button in said["buttons"])


@pytest.mark.parametrize("named", [{"sector": "kinderopvang"}, {"occupation": "kapper"}])
async def test_a_sector_without_a_known_fund_gets_a_way_on(named: dict[str, str]) -> None:
    said = await reply(**named)
    assert said["response"] == "utter_sectorfonds_zoeken"


async def test_an_occupation_of_no_sector_is_asked_about() -> None:
    assert (await reply(occupation="dakdekker"))["response"] == "utter_sectorfonds_welke_sector"


async def test_a_bare_word_answers_the_question() -> None:
    assert text(await reply("bouw", "sector", sector="bouw")) == text(await reply(sector="bouw"))


async def test_an_answer_without_a_known_sector_gets_a_way_on() -> None:
    assert (await reply("ik vouw dozen", "sector"))["response"] == "utter_sectorfonds_zoeken"


async def test_the_button_for_who_does_not_know_gets_a_way_on() -> None:
    said = await reply("/sectorfonds_zoeken", "sector", sector="onbekend")
    assert said["response"] == "utter_sectorfonds_zoeken"


async def test_a_question_in_between_is_no_sector() -> None:
    tracker = heard("wat is een cao?", "cao_afspraak_leerrekening", asked="sector")
    assert (await run(ValidateSectorForm(), tracker)).slots == {}


@pytest.mark.parametrize(
    ("entities", "known", "forgets"),
    [
        ((), "bouw", False),
        (({"entity": "sector", "value": "horeca"},), "bouw", True),
        ((), "onbekend", True),
    ],
)
async def test_a_known_sector_is_not_asked_again(
    entities: tuple[dict[str, Any], ...], known: str, forgets: bool
) -> None:
    slots = {"sector": known}
    outcome = await run(BeginSector(), heard("welk fonds", "x", *entities, slots=slots))
    assert outcome.slots == ({"sector": None} if forgets else {})
    assert outcome.followed_by == "sector_form"


def test_every_word_for_a_sector_leads_somewhere() -> None:
    words = yaml.safe_load((ROOT / "data/entities/sector.yml").read_text(encoding="utf-8"))
    assert set(SECTORS) | set(DATA["groups"]) <= set(words["phrases"])
