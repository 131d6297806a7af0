"""How often one may write: in slow mode, and as a stranger who has not been accepted.

In slow mode the time that the channel asks for lies between two messages of one author, and a
request holds so many messages. Either is written in the message's transaction, on condition that
there is room: of many sent at once no more are stored. Elsewhere this reads and writes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from commons.access import Standing
from commons.clock import now_ms
from commons.direct import DM, MAX_ASKED
from commons.permissions import READING, Permission
from commons.wire import Item

from .dm_rules import is_asking
from .dms import Direct
from .errors import SlowMode
from .models import Pace

#: Longer than any slow mode, and what clocks differ by.
LIFE_S = 21_600 + 3_600


def check(standing: Standing) -> None:
    """Raise SlowMode for who has to wait, MissingPermission where a request is full.

    One read unit where slow mode is on, one of a request.
    """
    if is_asking(standing):
        direct = Direct.load(str(standing.channel_id))
        if direct.pending and int(direct.asked) >= MAX_ASKED:
            replace(standing, permissions=int(READING)).check(Permission.SEND_MESSAGES)
    if not (wait_ms := _wait_ms(standing)):
        return
    left = Pace.last(str(standing.channel_id), standing.user_id) + wait_ms - now_ms()
    if left > 0:
        raise SlowMode.until(left)


def writes(standing: Standing) -> list[Item]:
    """What is written beside a message, and refused when another came first."""
    if is_asking(standing):
        return [_asked(standing)]
    if not (wait_ms := _wait_ms(standing)):
        return []
    pace = Pace.of(str(standing.channel_id), standing.user_id)
    return [{"Update": pace.now(now_ms(), wait_ms, LIFE_S)}]


def _wait_ms(standing: Standing) -> int:
    slow = standing.channel.slow_mode_s if standing.channel else 0
    return 0 if not slow or standing.may(Permission.BYPASS_SLOW_MODE) else 1000 * slow


def _asked(standing: Standing) -> Item:
    """A request holds one more, if it still is one."""
    direct = Direct.of(str(standing.channel_id), type=DM)
    room = Direct.pending.does_not_exist() | (Direct.asked < int(MAX_ASKED))
    return {"Update": direct.get_update_kwargs_from_instance([Direct.asked.add(1)], room)}
