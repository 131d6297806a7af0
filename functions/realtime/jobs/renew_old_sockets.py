"""Every minute: who has had a socket for nearly two hours is asked to open the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commons import gateway
from commons.clock import now_ms, now_s, rfc3339
from commons.jobs import job

from .. import sockets_of
from ..models import Connection, Due

if TYPE_CHECKING:
    from commons.protocol import Reconnect

#: Clients open the next one by themselves after 105 to 115 minutes; API Gateway ends it after 120.
AGE_MIN = 116
#: A run that fails is made up for by the next.
MINUTES = 2
ENDS_MIN = 119


@job(
    "rate(1 minute)",
    reads=(Due, Connection),
    writes=sockets_of.WRITES,
    posts=True,
    timeout_s=50,
)
def renew_old_sockets() -> None:
    """Ask those whose clock or timer failed them; what is said meanwhile reaches both sockets."""
    newest = now_s() // 60 - AGE_MIN
    for minute in range(newest - MINUTES + 1, newest + 1):
        there = [one.connection_id for one in Connection.find_all(Due.opened_in(minute))]
        by = max((minute + ENDS_MIN) * 60_000, now_ms())
        told: Reconnect = {"reason": "lifetime", "by": rfc3339(by)}
        for gone in gateway.post_all(there, gateway.frame("reconnect", told)):
            sockets_of.forget(gone)
