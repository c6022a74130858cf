"""The balance is explained to the cent, and every day of expiry is told."""

from typing import Any

import pytest

from actions.explanation import ExplainBalance, ShowExpiry, ShowPicture
from actions.learning_account import ShowBalance
from actions.own_data import GiveCopy, ShowViews
from actions.scam import WarnAboutScam
from api.accounts.tables import TransferReason
from tests.support.actions import ScriptedApi, entity, heard, run

EXPLAIN = "GET /turn/account/explanation"
LOTS = "GET /turn/account/lots"


def line(reason: str, cents: int, running: int, **more: Any) -> dict[str, Any]:
    return {
        "made_at": "2026-03-01T12:00:00Z",
        "reason": reason,
        "amount_cents": cents,
        "change_cents": cents,
        "running_balance_cents": running,
        "depositor": "Supermarkt Zon",
        "description": "cursus Excel",
        "scheme_name": "Cao Supermarkten",
        "scheme_rule": "Je krijgt 175 euro per jaar.",
        "scheme_source": "cao",
        "lot_expires_on": None,
        **more,
    }


def explanation(*lines: dict[str, Any], reserved: int = 0) -> dict[str, Any]:
    available = lines[-1]["running_balance_cents"] if lines else 0
    return {"available_cents": available, "reserved_cents": reserved, "lines": list(lines)}


async def test_each_line_has_its_rule_told_once(scripted_api: ScriptedApi) -> None:
    apart = "Je mag dit gebruiken voor een cursus."
    lines = [
        line("deposit", 10000, 10000),
        line("deposit", 7500, 17500),
        line("reserve", 5001, 12499, scheme_rule=apart),
    ]
    scripted_api.on(EXPLAIN, explanation(*lines, reserved=5001))
    told = (await run(ExplainBalance(), heard("waarom is mijn saldo zo"))).text
    assert "1 maart 2026: € 100,00 erbij van Supermarkt Zon. Je krijgt 175 euro per jaar." in told
    assert "1 maart 2026: € 75,00 erbij van Supermarkt Zon.\n" in told
    assert f"€ 50,01 apart gezet voor cursus Excel. {apart}" in told
    assert "Samen is dat € 124,99. Daarnaast staat € 50,01 apart." in told


@pytest.mark.parametrize("reason", [*TransferReason, "opening"])
async def test_every_reason_has_a_line(scripted_api: ScriptedApi, reason: str) -> None:
    made_at = None if reason == "opening" else "2026-03-01T12:00:00Z"
    scripted_api.on(EXPLAIN, explanation(line(reason, 1234, 1234, made_at=made_at)))
    assert "€ 12,34" in (await run(ExplainBalance(), heard("leg uit"))).text


async def test_a_rule_that_nobody_knows_is_not_made_up(scripted_api: ScriptedApi) -> None:
    scripted_api.on(EXPLAIN, explanation(line("deposit", 1, 1, scheme_rule=None)))
    told = (await run(ExplainBalance(), heard("leg uit"))).text
    assert "Welke regel hierbij hoort, weet ik niet." in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("left_employer", "je ging weg bij Zon."),
        ("new_employer", "je begon bij Zon."),
        ("unemployed", "je had geen werk meer."),
        ("self_employed", "je begon voor jezelf."),
    ],
)
async def test_a_change_of_work_is_told_and_left_the_money(
    scripted_api: ScriptedApi, change: str, words: str
) -> None:
    changes = [{"change": change, "employer": "Zon", "happened_on": "2026-10-01"}]
    told = explanation(line("deposit", 17500, 17500)) | {"changes": changes}
    scripted_api.on(EXPLAIN, told)
    assert (
        f"1 oktober 2026: {words} Je geld bleef van jou."
        in (await run(ExplainBalance(), heard("leg mijn saldo uit"))).text
    )


async def test_many_lines_keep_the_newest_and_still_add_up(scripted_api: ScriptedApi) -> None:
    lines = [line("deposit", 100, 100 * n) for n in range(1, 31)]
    scripted_api.on(EXPLAIN, explanation(*lines))
    told = (await run(ExplainBalance(), heard("leg uit"))).text
    assert told.count("erbij van") == 10
    assert "Van alles daarvoor was er nog € 20,00 vrij." in told
    assert "Samen is dat € 30,00." in told


async def test_another_amount_than_there_is_is_named(scripted_api: ScriptedApi) -> None:
    scripted_api.on(EXPLAIN, explanation(line("deposit", 63000, 63000)))
    text = "waarom is mijn saldo 412,50?"
    amount = entity(text, "amount_cents", "412,50", 41250)
    outcome = await run(ExplainBalance(), heard(text, "saldo_verklaren", amount))
    assert outcome.responses[0] == "utter_saldo_verklaren_ander_bedrag"
    assert "Jij noemt € 412,50." in outcome.text


@pytest.mark.parametrize("named", [63_050, 63_000])
async def test_the_amount_there_is_may_be_named_without_its_cents(
    scripted_api: ScriptedApi, named: int
) -> None:
    scripted_api.on(EXPLAIN, explanation(line("deposit", 63_050, 63_050)))
    text = "waarom heb ik maar 630"
    amount = entity(text, "amount_cents", "630", named)
    outcome = await run(ExplainBalance(), heard(text, "saldo_verklaren", amount))
    assert outcome.responses == ["utter_saldo_verklaren"]


async def test_what_has_just_lapsed_is_told_as_such(scripted_api: ScriptedApi) -> None:
    lot = {
        "depositor": "Zon",
        "scheme_name": "Cao Supermarkten",
        "deposited_on": "2021-11-23",
        "expires_on": "2026-11-23",
        "has_lapsed": True,
        "left_cents": 17500,
    }
    scripted_api.on(LOTS, [lot])
    told = (await run(ShowExpiry(), heard("wanneer vervalt het"))).text
    assert "€ 175,00 van Zon (Cao Supermarkten): vervallen, de laatste dag was 23 november" in told
    balance = {"available_cents": 0, "reserved_cents": 0, "lapsed_cents": 17500}
    scripted_api.on("GET /turn/account", balance | {"as_of": "2026-11-24T06:00:00Z"})
    outcome = await run(ShowBalance(), heard("mijn saldo"))
    assert outcome.responses == ["utter_saldo_net_vervallen", "utter_saldo_leeg"]
    assert "€ 175,00 is vervallen" in outcome.text


async def test_expiry_is_told_per_deposit(scripted_api: ScriptedApi) -> None:
    lot = {
        "depositor": "Zon",
        "scheme_name": "Cao Supermarkten",
        "deposited_on": "2022-03-01",
        "expires_on": "2027-03-01",
        "left_cents": 10505,
        "purpose": ["course"],
    }
    never = {**lot, "depositor": "Bank", "expires_on": None, "left_cents": 37500}
    scripted_api.on(LOTS, [lot, never])
    told = (await run(ShowExpiry(), heard("wanneer vervalt mijn geld"))).text
    assert "€ 105,05 van Zon (Cao Supermarkten): te gebruiken tot en met 1 maart 2027" in told
    assert "€ 375,00 van Bank (Cao Supermarkten): vervalt niet" in told


async def test_a_picture_says_the_same_in_words(scripted_api: ScriptedApi) -> None:
    body = {"image": "https://api.example/pictures/x", "text": "Er is € 1,00 vrij."}
    scripted_api.on("GET /turn/account/picture", body)
    outcome = await run(ShowPicture(), heard("plaatje"))
    message = outcome.messages[0]
    assert message["image"] == body["image"]
    assert message["metadata"] == {"kind": "own_account", "image_text": body["text"]}


async def test_who_looked_and_why(scripted_api: ScriptedApi) -> None:
    look = {
        "viewed_at": "2026-11-20T12:00:00Z",
        "viewer": "Sanne",
        "role": "coach",
        "reason": "Je vroeg om hulp.",
    }
    scripted_api.on("GET /turn/account/views", [look])
    told = (await run(ShowViews(), heard("wie keek"))).text
    assert "20 november 2026: Sanne, coach. Reden: Je vroeg om hulp" in told


async def test_a_copy_is_a_link_with_an_end(scripted_api: ScriptedApi) -> None:
    link = {"url": "https://api.example/data-copy/t", "expires_at": "2026-11-24T15:30:00Z"}
    scripted_api.on("POST /turn/data-copy", link, 201)
    told = (await run(GiveCopy(), heard("kopie"))).text
    assert "https://api.example/data-copy/t" in told
    assert "16.30 uur" in told


class TestScam:
    async def test_a_signed_in_worker_hears_the_real_day(self, scripted_api: ScriptedApi) -> None:
        lot = {
            "depositor": "Zon",
            "scheme_name": "Cao",
            "deposited_on": "2022-03-01",
            "expires_on": "2027-03-01",
            "left_cents": 10500,
        }
        scripted_api.on(LOTS, [lot, {**lot, "expires_on": "2028-03-01"}])
        outcome = await run(WarnAboutScam(), heard("uw budget vervalt vandaag"))
        assert outcome.responses == ["utter_melding_oplichting", "utter_oplichting_eigen_datum"]
        assert "1 maart 2027" in outcome.text
        assert "€ 105,00" in outcome.text

    async def test_money_without_a_day_is_told(self, scripted_api: ScriptedApi) -> None:
        lot = {
            "depositor": "Bank",
            "scheme_name": "Cao",
            "deposited_on": "2022-03-01",
            "expires_on": None,
            "left_cents": 10500,
        }
        scripted_api.on(LOTS, [lot])
        outcome = await run(WarnAboutScam(), heard("uw budget vervalt vandaag"))
        assert outcome.responses == ["utter_melding_oplichting", "utter_oplichting_vervalt_niet"]

    @pytest.mark.parametrize("error", ["NotSignedIn", "NoLearningAccount", "Broken"])
    async def test_everybody_else_is_warned_all_the_same(
        self, scripted_api: ScriptedApi, error: str
    ) -> None:
        scripted_api.refuse(LOTS, error)
        outcome = await run(WarnAboutScam(), heard("uw budget vervalt vandaag"))
        assert outcome.responses == ["utter_melding_oplichting"]
