"""Whether those whom somebody names are there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched

from commons.accounts import find_accounts
from commons.aws import BATCH_GET_LIMIT
from commons.errors import ValidationFailed

from .errors import Oneself


def check_people(user_id: str, others: Sequence[str]) -> None:
    """Raise Oneself, or ValidationFailed for the first who has no account."""
    if user_id in others:
        raise Oneself
    known = [one for some in batched(others, BATCH_GET_LIMIT) for one in find_accounts(some)]
    for n, other in enumerate(others):
        if other not in known:
            where, detail = f"/user_ids/{n}", "Nobody has this id."
            raise ValidationFailed(({"pointer": where, "code": "unknown_user", "detail": detail},))
