"""What last came in and went out is told, whatever the reason."""

import pytest

from actions.learning_account import ShowMovements
from api.accounts.endpoints import MovementShown
from api.accounts.tables import TransferReason
from api.database import now
from tests.support.actions import ScriptedApi, heard, run


@pytest.mark.parametrize("reason", TransferReason)
async def test_every_reason_of_the_book_has_a_line(
    scripted_api: ScriptedApi, reason: TransferReason
) -> None:
    movement = MovementShown(
        reason=reason,
        amount_cents=1234,
        made_at=now(),
        depositor="Supermarkt Zon",
        description="cursus Excel",
    )
    scripted_api.on("GET /turn/account/movements", [movement.model_dump(mode="json")])
    outcome = await run(ShowMovements(), heard("wat ging er bij en af", "mutaties_opvragen"))
    assert outcome.responses == ["utter_mutaties"]
    assert "€ 12,34" in outcome.text
    if reason is TransferReason.REFUND:
        assert "€ 12,34 erbij, terugbetaald door de opleider van cursus Excel" in outcome.text
