"""Slow mode: between two messages of one author lies the time that the channel asks for.

When somebody wrote last is written in the transaction of their message, on condition that they have
waited: of many sent at once one is stored. Where slow mode is off this reads and writes nothing.
"""

from __future__ import annotations

from commons.access import Standing
from commons.clock import now_ms
from commons.permissions import Permission
from commons.wire import Item

from .errors import SlowMode
from .models import Pace

#: Longer than any slow mode, and what clocks differ by.
LIFE_S = 21_600 + 3_600


def check(standing: Standing) -> None:
    """Raise SlowMode for who has to wait. One read unit where slow mode is on."""
    if not (wait_ms := _wait_ms(standing)):
        return
    left = Pace.last(str(standing.channel_id), standing.user_id) + wait_ms - now_ms()
    if left > 0:
        raise SlowMode.until(left)


def writes(standing: Standing) -> list[Item]:
    """What is written beside a message, and refused when another came first."""
    if not (wait_ms := _wait_ms(standing)):
        return []
    pace = Pace.of(str(standing.channel_id), standing.user_id)
    return [{"Update": pace.now(now_ms(), wait_ms, LIFE_S)}]


def _wait_ms(standing: Standing) -> int:
    slow = standing.channel.slow_mode_s if standing.channel else 0
    return 0 if not slow or standing.may(Permission.BYPASS_SLOW_MODE) else 1000 * slow
