"""What workers name in a message is found, and nothing that they did not say."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.components.dutch_entities import DutchEntities
from bot.components.entity_data import load_words

# A Monday in Amsterdam; in UTC it is still Sunday.
MONDAY = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("UTC"))


@pytest.fixture(scope="module")
def entities() -> DutchEntities:
    return DutchEntities(DutchEntities.get_default_config(), clock=lambda: MONDAY)


def values(entities: DutchEntities, entity: str, text: str) -> list[Any]:
    return [found["value"] for found in entities.extract(text) if found["entity"] == entity]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("De cursus kost € 1.250,50", [125050]),
        ("€400", [40000]),
        ("Mijn bedrag is 400,- voor dit jaar", [40000]),
        ("vierhonderd", [40000]),
        ("reserveer vierhonderd voor een cursus", [40000]),
        ("kan ik duizend euro gebruiken?", [100000]),
        ("1250 euro", [125000]),
        ("1.250 euro graag", [125000]),
        ("twaalfhonderdvijftig euro", [125000]),
        ("duizend tweehonderd vijftig euro", [125000]),
        ("12,5 euro per maand", [1250]),
        ("het was 12.50 euro", [1250]),
        ("EUR 300", [30000]),
        ("2 duizend euro", [200000]),
        ("2000euro heb ik nodig", [200000]),
        ("50 cent", [50]),
        ("Eerst € 200 en daarna nog 150 euro", [20000, 15000]),
        ("honderd euro's", [10000]),
        ("een cursus van drieëntwintig euro", [2300]),
        ("ik wil 500 reserveren", [50000]),
        ("400", [40000]),
        # Near misses.
        ("ik ben 45 jaar", []),
        ("ik ben vijfenveertig", []),
        ("ik werk 32 uur per week", []),
        ("een paar honderd euro", []),
        ("duizenden euro's", []),
        ("tweehonderd collega's", []),
        ("ik heb een vraag", []),
        ("mbo niveau 4", []),
        ("24/7 bereikbaar", []),
        ("in 2026 ben ik begonnen", []),
        ("50% van de kosten", []),
        ("1,250 euro", []),
        ("bel 0612345678", []),
        ("25-12-2026", []),
        ("wat kost 3 dagen cursus", []),
        ("Hoeveel euro heb ik?", []),
        ("ik rij euro 6 diesel", []),
    ],
)
def test_amounts(entities: DutchEntities, text: str, cents: list[int]) -> None:
    assert values(entities, "amount_cents", text) == cents


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("vandaag", ["2026-11-23"]),
        ("kan ik morgen bellen", ["2026-11-24"]),
        ("overmorgen", ["2026-11-25"]),
        ("gisteren", ["2026-11-22"]),
        ("volgende week vrijdag", ["2026-12-04"]),
        ("vrijdag volgende week", ["2026-12-04"]),
        ("volgende vrijdag", ["2026-12-04"]),
        ("vrijdag", ["2026-11-27"]),
        ("aanstaande vrijdag", ["2026-11-27"]),
        ("maandag", ["2026-11-30"]),
        ("afgelopen vrijdag", ["2026-11-20"]),
        ("mijn contract loopt 1 maart af", ["2027-03-01"]),
        ("1e maart", ["2027-03-01"]),
        ("vijf december", ["2026-12-05"]),
        ("15 nov 2026", ["2026-11-15"]),
        ("op 29 februari", ["2028-02-29"]),
        ("over twee weken", ["2026-12-07"]),
        ("over een half jaar", ["2027-05-23"]),
        ("over 3 dagen", ["2026-11-26"]),
        ("over een maand", ["2026-12-23"]),
        ("drie weken geleden", ["2026-11-02"]),
        ("25-12-2026", ["2026-12-25"]),
        ("01/03/27", ["2027-03-01"]),
        ("2027-03-01", ["2027-03-01"]),
        ("van 1 maart tot 1 april", ["2027-03-01", "2027-04-01"]),
        # Near misses.
        ("goedemorgen", []),
        ("Goede morgen, ik heb een vraag", []),
        ("elke vrijdag werk ik thuis", []),
        ("'s morgens", []),
        ("31 februari", []),
        ("32 maart", []),
        ("24/7", []),
        ("volgende week", []),
        ("ik ben 45 jaar", []),
        ("ik werk er twee jaar", []),
        ("eind maart", []),
        ("mijn collega Mei", []),
        ("het gaat over werk", []),
        ("mijn nummer is 12-34-5678", []),
    ],
)
def test_days(entities: DutchEntities, text: str, days: list[str]) -> None:
    assert values(entities, "date", text) == days


@pytest.mark.parametrize(
    ("entity", "text", "found"),
    [
        ("sector", "Ik werk in de bouw, welk fonds?", ["bouw"]),
        ("sector", "sta op de steiger", ["bouw"]),
        ("sector", "werk bij de AH achter de kassa", ["supermarkt", "supermarkt"]),
        ("sector", "Mijn vrouw zit in de thuiszorg", ["thuiszorg"]),
        ("sector", "Ik zit in de metaal", ["metaal"]),
        ("sector", "ik werk in de zorg", ["zorg"]),
        ("sector", "in een kledingwinkel", ["winkel_non_food"]),
        ("sector", "ah, dat wist ik niet", []),
        ("sector", "ik zorg voor mijn moeder", []),
        ("sector", "ik wil rijk worden", []),
        ("sector", "een gebouw", []),
        ("occupation", "ben vrachtwagenchaufeur welk fonds", ["vrachtwagenchauffeur"]),
        ("occupation", "Ik ben Timmerman", ["timmerman"]),
        ("occupation", "ik werk als kassamedewerker", ["caissière"]),
        ("occupation", "ik kook graag", []),
        ("education_level", "ik heb mbo 4 gedaan", ["mbo_4"]),
        ("education_level", "alleen mbo", ["mbo"]),
        ("education_level", "MBO-2 en vmbo", ["mbo_2", "vmbo"]),
        ("education_level", "ik heb geen diploma", ["geen_diploma"]),
        ("education_level", "nlqf niveau 4", []),
        ("education_level", "wo 3 maart", []),
        ("employer_status", "ik ben zzp'er", ["zzp"]),
        ("employer_status", "Ik zit tussen twee banen in", ["tussen_banen"]),
        ("employer_status", "ik ben uitzendkracht", ["flex"]),
        ("sector", "ik ben uitzendkracht", ["uitzend"]),
        ("employer_status", "ik ben werkloos", ["werkzoekend"]),
        ("employer_status", "ik werk in een winkel", ["werkend"]),
        ("employer_status", "krijg ik ww?", []),
    ],
)
def test_words(entities: DutchEntities, entity: str, text: str, found: list[str]) -> None:
    assert values(entities, entity, text) == found


def test_an_entity_has_rasas_form_and_its_own_words(entities: DutchEntities) -> None:
    message = Message.build("Morgen € 12,50 voor de bouw")
    entities.process([message])
    found = message.get("entities")
    assert [(item["entity"], item["value"]) for item in found] == [
        ("date", "2026-11-24"),
        ("amount_cents", 1250),
        ("sector", "bouw"),
    ]
    said = [message.get("text")[item["start"] : item["end"]] for item in found]
    assert said == ["Morgen", "€ 12,50", "de bouw"]
    assert all(isinstance(item["confidence"], float) for item in found)
    assert {item["extractor"] for item in found} == {"DutchEntities"}


def test_empty_text_has_no_entities(entities: DutchEntities) -> None:
    assert entities.extract("") == []


def test_every_occupation_has_a_sector_that_workers_can_name() -> None:
    known = set(load_words("sector")["phrases"])
    jobs = load_words("occupation")["occupations"].values()
    assert {job["sector"] for job in jobs if "sector" in job} <= known
