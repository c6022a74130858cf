"""Two people, or a person and the bot, at the same instant."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from api.conversations.tables import ButtonKind, Channel, Speaker
from api.settings import Settings
from tests.escalations.world import World, spoken_by

ROUNDS = int(os.environ.get("CLAIM_ROUNDS", "200"))


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    world = World(settings.database_url)
    await world.begin(workers=1, coaches=2)
    yield world
    await world.end()


async def ask(world: World) -> None:
    """The worker asks for a coach."""
    [worker] = world.workers
    await world.press(worker, ButtonKind.REQUEST_COACH)
    escalation = await world.open_escalation(worker)
    assert escalation
    worker.escalation_id = escalation.id


async def test_of_two_coaches_at_the_same_instant_one_wins_and_one_is_told(world: World) -> None:
    [worker] = world.workers
    for _ in range(ROUNDS):
        await ask(world)
        outcomes = await asyncio.gather(*(world.claim(worker, coach) for coach in range(2)))
        assert sorted(outcomes) == ["AlreadyClaimed", "claimed"]
        assert await world.resolve(worker, outcomes.index("claimed")) == "resolved"


async def test_worker_and_coach_at_the_same_instant_both_get_through(world: World) -> None:
    [worker] = world.workers
    for number in range(ROUNDS // 10):
        await ask(world)
        for deed in (
            world.claim(worker, 0),
            world.answer(worker, 0, "Dag.", times=1),
            world.resolve(worker, 0),
        ):
            await asyncio.gather(world.say(worker, f"{number}", Channel.WEB), deed)


@pytest.mark.parametrize("coach_closes", [False, True])
async def test_late_reply_of_the_bot_is_dropped_once_a_coach_has_spoken(
    world: World, coach_closes: bool
) -> None:
    [worker] = world.workers
    await world.say(worker, "denk maar lang na", Channel.WEB)
    await ask(world)
    await world.claim(worker, 0)
    await world.answer(worker, 0, "Dat weet ik.", times=2)
    if coach_closes:
        await world.resolve(worker, 0)
    await world.let_rasa_answer()
    thread = await world.thread(worker)
    assert "echo: denk maar lang na" not in spoken_by(thread, Speaker.BOT)
    assert spoken_by(thread, Speaker.COACH) == ["Dat weet ik."]
    assert await world.owed() == 0


async def test_bot_answers_after_all_when_the_worker_comes_back_to_it(world: World) -> None:
    [worker] = world.workers
    await world.say(worker, "denk maar lang na", Channel.WEB)
    await ask(world)
    await world.press(worker, ButtonKind.WITHDRAW_REQUEST)
    await world.let_rasa_answer()
    assert "echo: denk maar lang na" in spoken_by(await world.thread(worker), Speaker.BOT)
