"""Crowds: past 500 viewers a flush only says what is to be posted, and others post it.

The viewers' rows are sorted by connection. The one who runs the pump cuts them into ranges that
together are everything, so that whoever comes meanwhile is in one of them too. A message of a
queue, one group for each range, says what to post: events of one range stay in order, ranges wait
for no other, and what was handed out is posted though the one who did it dies.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import batched, pairwise

from commons import queues
from commons.bounds import Bound

from .models import Focus

SHARD_QUEUE = "realtime-shard"
SHARD = Bound(500, "viewers_per_shard", "Sockets that one function posts an event to.")
#: Below and above every connection id; and right above one.
LOWEST, HIGHEST, NEXT = " ", "~", "!"


def is_crowd(viewers: Sequence[Focus]) -> bool:
    """Whether these are too many for one function."""
    return len(viewers) > SHARD


def hand_out(stream: str, pv: int, to: int, viewers: Sequence[Focus]) -> None:
    """Have everything after ``pv`` up to ``to`` posted, range by range."""
    for number, (low, high) in enumerate(_ranges([one.connection_id for one in viewers])):
        body = json.dumps({"pv": pv, "to": to, "low": low, "high": high})
        once = f"{stream}:{pv}:{to}:{low}"
        queues.send(SHARD_QUEUE, f"{stream}|{number}", once, body)


def _ranges(connection_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Ranges that hold at most a shard of these each, and leave out nobody."""
    ends = [some[-1] for some in batched(connection_ids, SHARD)][:-1]
    cuts = [LOWEST, *ends, HIGHEST]
    return [(low if low == LOWEST else low + NEXT, high) for low, high in pairwise(cuts)]
