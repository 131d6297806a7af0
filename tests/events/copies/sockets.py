"""The sockets realtime posts to."""

from __future__ import annotations

from commons.contracts.auth import AccountSuspended, SessionRevoked
from commons.contracts.communities.members import MemberRemoved
from commons.events import Event
from commons.testing import deliver
from functions.auth.models import Session
from functions.realtime.consumers.on_account_suspended import on_account_suspended
from functions.realtime.consumers.on_member_banned import on_member_banned
from functions.realtime.consumers.on_member_removed import on_member_removed
from functions.realtime.consumers.on_session_revoked import on_session_revoked
from tests.events.copies.base import OnBus, View
from tests.events.world import World
from tests.functions.realtime.rows import is_known


class Sockets(OnBus):
    """The sockets realtime posts to: those whose session and membership are what they were."""

    hears = frozenset({"SessionRevoked", "MemberRemoved", "MemberBanned", "AccountSuspended"})
    uses = (on_session_revoked, on_member_removed, on_member_banned, on_account_suspended)

    def apply(self, event: Event) -> None:
        kinds = {
            SessionRevoked: on_session_revoked,
            MemberRemoved: on_member_removed,
            AccountSuspended: on_account_suspended,
        }
        assert deliver(kinds.get(type(event), on_member_banned), event) == []

    def view(self, world: World) -> View:
        return [is_known(one.socket) and not one.socket.closed for one in world.sockets]

    def fresh(self, world: World) -> View:
        return [
            Session.find_row(f"SES#{one.session_id}", "S") is not None
            and world.membership(one.user_id) == one.membership_id
            for one in world.sockets
        ]
