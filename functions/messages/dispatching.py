"""Sending what was scheduled: once for each time, with the rights of that moment.

One schedule stands for the next time (``commons.schedules``). The job first claims the message:
from then on nobody edits it. It is sent under a nonce made of its id and the time, so a job that
dies in between, or runs twice, sends what is there already. Who may no longer send is told by its
state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commons import access, accounts, schedules
from commons.clock import now_s
from commons.errors import Problem
from commons.permissions import Permission
from commons.transactions import Conflict, settle, transaction

from . import sending
from .errors import AccountCannotSend, SlowMode
from .kept import FAILED, SENDING, SENT, WAITING, Scheduled, Waiting

JOB = "messages.send_scheduled"
#: What was sent for the last time is still listed for a week.
SHOWN_S = 7 * 86_400


def follow(user_id: str, scheduled_id: str) -> None:
    """Have the next time stand in Scheduler, if one comes."""
    found = Scheduled.find(user_id, scheduled_id)
    if found is not None and found.state == WAITING:
        about = {"user_id": user_id, "scheduled_id": scheduled_id, "at_s": int(found.at_s)}
        schedules.schedule(JOB, f"{scheduled_id}.{int(found.at_s)}", int(found.at_s), about)


def dispatch(user_id: str, scheduled_id: str, at_s: int) -> None:
    """Send it if it is due. It may be done again, and by several at once.

    at_s: what Scheduler was asked to wait for. It has come, also where this machine's clock is
    behind.
    """
    claimed = settle(lambda: _claimed(user_id, scheduled_id, max(now_s(), at_s)))
    if claimed is None:
        return
    result = _sent(claimed)
    try:
        _note(claimed, result)
    except Conflict:
        return  # another run has noted the same


def _claimed(user_id: str, scheduled_id: str, now: int) -> Scheduled | None:
    found = Scheduled.find(user_id, scheduled_id)
    if found is None or found.state == SENDING:
        return found
    if found.state != WAITING or found.at_s > now:
        return None
    same = found.unchanged()
    with transaction() as tx:
        tx.update(found, found.edit({"state": SENDING}), same, refused=Conflict)
    return found


def _sent(found: Scheduled) -> dict[str, Any]:
    """Send it: what becomes of its row. Raises only what may pass."""
    try:
        if accounts.is_suspended(found.user_id):
            raise AccountCannotSend
        standing = access.standing(found.user_id, channel_id=found.channel_id)
        standing.check(Permission.SEND_MESSAGES)
        entry, _ = sending.send(standing, found.body)
    except SlowMode as slow:
        return {"state": WAITING, "at_s": now_s() + int(slow.headers["Retry-After"])}
    except Problem as refusal:
        if refusal.transient or refusal.status >= 500:
            raise
        return {"state": FAILED, "failure": refusal.code()}
    return {"last_message_id": entry.d["id"], **_next(found)}


def _next(found: Scheduled) -> dict[str, Any]:
    following = found.times.after(max(int(found.due_s), now_s())) if found.recurrence else None
    if following is None:
        return {"state": SENT, "ttl": now_s() + SHOWN_S}
    return {"state": WAITING, "due_s": following.starts_s, "at_s": following.starts_s}


def _note(found: Scheduled, result: Mapping[str, Any]) -> None:
    """Write what became of it. Raises Conflict when another run has."""
    same = found.unchanged()
    with transaction() as tx:
        tx.update(found, found.edit(result), same, refused=Conflict)
        if result["state"] == SENT:
            tx.update(Waiting.of(found.user_id), [Waiting.n.add(-1)])
