"""What a stranger may write before they are accepted: so many messages of text."""

from __future__ import annotations

from dataclasses import replace

from commons.access import Standing
from commons.direct import DM, MAX_ASKED
from commons.permissions import READING, Permission
from commons.wire import Item

from .dm_rules import is_asking
from .dms import Direct


def check(standing: Standing) -> None:
    """Raise MissingPermission when a request holds as much as it may. One read unit, of these."""
    if is_asking(standing):
        direct = Direct.load(str(standing.channel_id))
        if direct.pending and int(direct.asked) >= MAX_ASKED:
            replace(standing, permissions=int(READING)).check(Permission.SEND_MESSAGES)


def writes(standing: Standing) -> list[Item]:
    """What is written beside a message: that a request holds one more, if it still is one."""
    if not is_asking(standing):
        return []
    direct = Direct.of(str(standing.channel_id), type=DM)
    room = Direct.pending.does_not_exist() | (Direct.asked < int(MAX_ASKED))
    return [{"Update": direct.get_update_kwargs_from_instance([Direct.asked.add(1)], room)}]
