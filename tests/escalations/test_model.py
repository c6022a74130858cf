"""The hand-off against a model, in any order of events, with crashes in between.

One speaker at any time, nothing lost or doubled, order kept, and everybody who waits ends answered
or with a dated promise. `HANDOFF_RUNS=500` runs it longer.
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from api.conversations.tables import ButtonKind, Channel, Speaker
from tests.conftest import USUAL_DATABASE
from tests.escalations.world import Worker, World, spoken_by
from tests.support.hours import always_open
from tests.support.postgres import Postgres

Outcome = TypeVar("Outcome")

RUNS = int(os.environ.get("HANDOFF_RUNS", "30"))
STEPS = 30
WORKERS, COACHES = 2, 2
workers = st.integers(0, WORKERS - 1)
coaches = st.integers(0, COACHES - 1)
doors = st.sampled_from([Channel.WEB, Channel.TELEGRAM])


class HandOff(RuleBasedStateMachine):
    """Workers and coaches doing whatever comes up in them."""

    new_database: Callable[[], str]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.number = 0

    def do(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        """Do this now."""
        return self.runner.run(work)

    @initialize()
    def begin(self) -> None:
        self.world = World(self.new_database())
        self.do(self.world.begin(WORKERS, COACHES))

    def worker(self, number: int) -> Worker:
        return self.world.workers[number]

    @rule(number=workers, door=doors)
    def say(self, number: int, door: Channel) -> None:
        self.number += 1
        self.do(self.world.say(self.worker(number), f"bericht {self.number}", door))

    @rule(number=workers, door=doors)
    def say_again(self, number: int, door: Channel) -> None:
        worker = self.worker(number)
        if worker.said and worker.said[-1][1].startswith("bericht"):
            self.do(self.world.say_again(worker, door))

    @rule(number=workers)
    def ask_for_coach(self, number: int) -> None:
        worker = self.worker(number)
        self.do(self.world.press(worker, ButtonKind.REQUEST_COACH))
        if worker.escalation_id is None:
            escalation = self.do(self.world.open_escalation(worker))
            assert escalation is not None
            worker.escalation_id = escalation.id

    @rule(number=workers)
    def go_back_to_the_bot(self, number: int) -> None:
        worker = self.worker(number)
        pressed = self.do(self.world.press(worker, ButtonKind.WITHDRAW_REQUEST))
        if pressed and worker.speaking == "waiting":
            worker.escalation_id = None

    @rule(number=workers)
    def ask_call_back(self, number: int) -> None:
        worker = self.worker(number)
        if worker.speaking != "waiting":
            return
        if self.do(self.world.press(worker, ButtonKind.ASK_CALL_BACK)):
            worker.escalation_id = None
            assert self.do(self.world.promise_before(worker))

    @rule(number=workers, coach=coaches)
    def claim(self, number: int, coach: int) -> None:
        worker = self.worker(number)
        outcome = self.do(self.world.claim(worker, coach))
        if worker.speaking == "waiting":
            assert outcome == "claimed"
            worker.coach = coach
            worker.bot_said_before = self.bot_count(worker)
        elif worker.speaking == "coach":
            assert outcome == ("claimed" if worker.coach == coach else "AlreadyClaimed")

    @rule(number=workers, coach=coaches)
    def speak_ask_and_be_answered(self, number: int, coach: int) -> None:
        """The whole beginning at once, while the bot is still thinking; an answer comes twice."""
        self.say(number, Channel.WEB)
        self.ask_for_coach(number)
        self.claim(number, coach)
        self.answer(number, coach, times=2)

    @rule(number=workers)
    def two_claim_at_once(self, number: int) -> None:
        worker = self.worker(number)
        if worker.speaking != "waiting":
            return
        outcomes = self.do(self._claim_at_once(worker))
        assert sorted(outcomes) == ["AlreadyClaimed", "claimed"]
        worker.coach = outcomes.index("claimed")
        worker.bot_said_before = self.bot_count(worker)

    async def _claim_at_once(self, worker: Worker) -> list[str]:
        return await asyncio.gather(*(self.world.claim(worker, n) for n in range(COACHES)))

    @rule(number=workers, coach=coaches, times=st.integers(1, 2))
    def answer(self, number: int, coach: int, times: int) -> None:
        worker = self.worker(number)
        self.number += 1
        text = f"antwoord {self.number}"
        outcome = self.do(self.world.answer(worker, coach, text, times))
        assert (outcome == "said") is (worker.coach == coach)
        if outcome == "said":
            worker.heard_from_coach.append(text)

    @rule(number=workers, coach=coaches)
    def resolve(self, number: int, coach: int) -> None:
        worker = self.worker(number)
        outcome = self.do(self.world.resolve(worker, coach))
        assert (outcome == "resolved") is (worker.coach == coach)
        if outcome == "resolved":
            worker.escalation_id = worker.coach = None

    @rule(number=workers, coach=coaches)
    def hand_over(self, number: int, coach: int) -> None:
        worker = self.worker(number)
        outcome = self.do(self.world.hand_over(worker, coach))
        assert (outcome == "taken over") is (worker.coach not in (None, coach))
        if outcome == "taken over":
            worker.coach = coach

    @rule(number=workers)
    def drop_out(self, number: int) -> None:
        worker = self.worker(number)
        self.do(self.world.drop_out(worker))
        worker.coach = None

    @rule()
    def close_for_today(self) -> None:
        self.do(self.world.close_for_today())
        for worker in self.world.workers:
            if worker.speaking == "waiting":
                worker.escalation_id = None
                assert self.do(self.world.promise_before(worker))

    @rule()
    def let_rasa_answer(self) -> None:
        self.do(self.world.let_rasa_answer())

    @rule()
    def crash(self) -> None:
        self.do(self.world.crash())

    @invariant()
    def one_speaker_and_the_right_one(self) -> None:
        for worker in self.world.workers:
            status = self.do(self.world.status(worker))
            assert status.speaking == worker.speaking
            named = self.world.coaches[worker.coach].name if worker.coach is not None else None
            assert status.coach == named
            if worker.speaking == "coach":
                assert self.bot_count(worker) == worker.bot_said_before

    @invariant()
    def what_is_said_to_people_never_reaches_the_bot(self) -> None:
        assert self.world.said_to_people.isdisjoint(self.do(self.world.said_to_bot()))

    @invariant()
    def nothing_lost_doubled_or_out_of_order(self) -> None:
        for worker in self.world.workers:
            thread = self.do(self.world.thread(worker))
            assert [message.seq for message in thread] == list(range(1, len(thread) + 1))
            assert spoken_by(thread, Speaker.WORKER) == [text for _, text in worker.said]
            assert spoken_by(thread, Speaker.COACH) == worker.heard_from_coach

    @invariant()
    def who_was_away_gets_exactly_the_rest(self) -> None:
        worker = self.world.workers[self.number % WORKERS]
        thread = self.do(self.world.thread(worker))
        shown = self.number % (len(thread) + 1)
        rest = self.do(self.world.thread(worker, after=shown))
        assert rest[: len(thread) - shown] == thread[shown:]  # the bot may have gone on meanwhile

    def bot_count(self, worker: Worker) -> int:
        return len(spoken_by(self.do(self.world.thread(worker)), Speaker.BOT))

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.everybody_ends_answered_or_with_a_promise()
            self.do(self.world.end())
        self.runner.close()

    def everybody_ends_answered_or_with_a_promise(self) -> None:
        self.do(self.world.crash())
        self.do(self.world.let_rasa_answer())
        assert self.do(self.world.owed()) == 0
        self.close_for_today()
        for worker in self.world.workers:
            assert worker.speaking in {"bot", "coach"}
            thread = self.do(self.world.thread(worker))
            echoes = [text for text in spoken_by(thread, Speaker.BOT) if "echo" in text]
            assert len(echoes) == len(set(echoes))


@pytest.fixture
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> type[HandOff]:
    """The machine, with a database of its own for every run."""

    def new_database() -> str:
        if USUAL_DATABASE == "postgresql":
            server: Postgres = request.getfixturevalue("postgres")
            return server.fresh()
        migrated: Path = request.getfixturevalue("migrated_database")
        return f"sqlite+aiosqlite:///{shutil.copy(migrated, tmp_path / f'{uuid4()}.db')}"

    HandOff.new_database = staticmethod(new_database)
    return HandOff


def test_hand_off_keeps_its_promises_in_any_order(
    machine: type[HandOff], monkeypatch: pytest.MonkeyPatch
) -> None:
    always_open(monkeypatch)
    # Explaining a failure takes longer than a test may.
    run(machine, Phase.reuse, Phase.generate, Phase.shrink)


def run(machine: type[HandOff], *phases: Phase) -> None:
    """Let the machine do whatever comes up in it."""
    how = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        phases=phases,
        derandomize="HANDOFF_RUNS" not in os.environ,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(machine, settings=how)
