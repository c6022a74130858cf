"""Hand-offs with one defect each, to see that the model of the hand-off notices.

That a sound hand-off passes the same model is the subject of test_model.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from hypothesis import Phase
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.gateway import Receiving
from api.conversations.tables import Message
from api.conversations.turns import TurnRepository
from api.escalations import service
from api.escalations.tables import Coach, Escalation, EscalationState
from tests.escalations.test_model import HandOff, machine, run
from tests.support.hours import always_open

__all__ = ["machine"]

Break = Callable[[pytest.MonkeyPatch], None]


def gate_stands_open(patch: pytest.MonkeyPatch) -> None:
    """Rasa is asked, whether a hand-off is open or not."""

    async def ask_always(receiving: Receiving, message: Message) -> None:
        TurnRepository(receiving.db).owe(message, text=message.text, payload=None)
        receiving.assistant_owes_an_answer = True

    patch.setattr(Receiving, "_decide_who_answers", ask_always)


def second_coach_gets_it_too(patch: pytest.MonkeyPatch) -> None:
    """Whoever reaches for a conversation has it, also when a colleague was first."""
    honest = service.claim

    async def claim(db: AsyncSession, escalation_id: UUID, coach: Coach) -> Escalation:
        escalation = await db.get_one(Escalation, escalation_id)
        if escalation.state is not EscalationState.CLAIMED:
            return await honest(db, escalation_id, coach)
        escalation.coach_id = coach.id
        return escalation

    patch.setattr(service, "claim", claim)


def answer_counts_as_often_as_it_is_sent(patch: pytest.MonkeyPatch) -> None:
    """What a coach sends again, after a lost acknowledgement, is said again."""
    honest = service.answer

    async def forget(
        db: AsyncSession, escalation_id: UUID, coach: Coach, text: str, _client_id: UUID
    ) -> None:
        await honest(db, escalation_id, coach, text, uuid4())

    patch.setattr(service, "answer", forget)


@pytest.mark.parametrize(
    "put_in", [gate_stands_open, second_coach_gets_it_too, answer_counts_as_often_as_it_is_sent]
)
def test_defect_is_noticed(
    machine: type[HandOff], monkeypatch: pytest.MonkeyPatch, put_in: Break
) -> None:
    always_open(monkeypatch)
    put_in(monkeypatch)
    with pytest.raises(AssertionError) as noticed:
        run(machine, Phase.generate)
    print(f"{put_in.__name__}: {noticed.traceback[-1].statement}")
