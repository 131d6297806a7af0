"""Keeping the deadlines of a channel's messages: what is due is told once, and tidied up.

One schedule stands for the first deadline of a channel. Readers need none of this: a poll is over,
and a message gone, at the second that it says. The job asks the table what is due, not the schedule
that woke it: one that is left behind, that comes twice or late, finds nothing to do, or what there
is to do now.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial

from commons import schedules
from commons.clock import now_ms
from commons.standings import Version
from commons.streams.history import find_stored
from commons.transactions import settle

from . import closing, deadlines, deleting
from .changing import stream_of
from .deadlines import Deadline

JOB = "messages.meet_deadlines"
#: What one run takes at most; its function has more.
RUN_S = 60


@dataclass(frozen=True)
class ByClock:
    """Who acts when nobody does: time, in a channel."""

    channel_id: str
    user_id: str = ""
    version: Version = field(default_factory=Version)


def follow(channel_id: str) -> None:
    """Have the first deadline of a channel stand in Scheduler, if there is one."""
    first = next(Deadline.list(channel_id), None)
    if first is not None:
        at_s = -(-first.at_ms // 1000)
        about = {"channel_id": channel_id, "at_ms": first.at_ms}
        schedules.schedule(JOB, f"{channel_id}.{at_s}", at_s, about)


def meet(channel_id: str, at_ms: int, *, run_s: int = RUN_S) -> None:
    """Do what is due in a channel, the earliest first. It may be done again.

    at_ms: what Scheduler was asked to wait for. It has come, also where this machine's clock is
    behind.
    """
    until, due_ms = time.monotonic() + run_s, max(now_ms(), at_ms)
    for deadline in Deadline.list(channel_id):
        if deadline.at_ms > due_ms or time.monotonic() >= until:
            return
        settle(partial(_meet, ByClock(channel_id), deadline))


def _meet(clock: ByClock, deadline: Deadline) -> None:
    message = find_stored(stream_of(clock), deadline.seq)
    if message is None or not message.is_message or deadline.at_ms not in deadlines.of(message.d):
        deadline.delete()
    elif message.d.get("expires_at", 0) == deadline.at_ms:
        deleting.expire(clock, message)
    else:
        closing.close(clock, message)
