"""A warning about money reaches a linked chat, waits for a yes to amounts, and can be ended."""

from datetime import UTC, datetime

from api.accounts.warnings.sending import warn_all
from tests.accounts.test_endpoints import give_account
from tests.channels.telegram.conftest import link, signed_in
from tests.channels.telegram.fake.person import Person
from tests.conftest import RunningApi

# The deposit of 2 March 2026 lapses after 2 March 2031.
SIXTY_DAYS_BEFORE = datetime(2031, 1, 1, 11, tzinfo=UTC)
FOURTEEN_DAYS_BEFORE = datetime(2031, 2, 16, 11, tzinfo=UTC)


async def test_waits_for_a_yes_and_stops_at_the_button(api: RunningApi, person: Person) -> None:
    await give_account(api, "w1")
    await person.says("hoi")
    async with signed_in(api) as chat:
        await link(chat, person)
    await person.says("ik ben er weer")
    await person.reads("echo: ik ben er weer")
    await warn_all(api.database, SIXTY_DAYS_BEFORE)
    await person.reads("Dit bericht gaat over je eigen geld")
    await person.presses("Laat bedragen zien op Telegram")
    await person.reads("€ 125,00 van Zon (Voorbeeld-cao Supermarkten)")
    await person.presses("Geen waarschuwingen meer")
    await person.reads("Ik waarschuw je niet meer")
    await warn_all(api.database, FOURTEEN_DAYS_BEFORE)
    await person.says("en nu?")
    await person.reads("echo: en nu?")
    assert sum("€ 125,00" in text for text in person.texts) == 1
