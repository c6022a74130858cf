"""The chain: every transfer is sealed together with the one before it on the same account."""

import hashlib
import json
from datetime import UTC

from api.accounts.tables import Transfer


def hash_after(previous: str, transfer: Transfer) -> str:
    """The seal of this transfer: a SHA-256 over the one before and everything that moved.

    Free text stays outside, so that a name can be erased later without breaking the chain.
    """
    written = [
        previous,
        transfer.id,
        transfer.learning_account_id,
        transfer.number,
        transfer.lot_id,
        transfer.reservation_id or "",
        transfer.from_account_id,
        transfer.to_account_id,
        transfer.amount_cents,
        transfer.reason,
        transfer.idempotency_key,
        transfer.reverses_id or "",
        transfer.made_at.astimezone(UTC).isoformat(),
    ]
    return hashlib.sha256(json.dumps([str(part) for part in written]).encode()).hexdigest()
