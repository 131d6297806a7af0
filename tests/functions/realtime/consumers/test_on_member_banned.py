"""A banned member's sockets are told why and closed."""

from commons.contracts.communities.members import MemberBanned
from commons.testing import call
from functions.communities.endpoints.ban_member import ban_member
from functions.realtime.consumers.on_member_banned import on_member_banned
from tests.functions.messages.places import Place
from tests.functions.realtime.removals import Removals


class TestBanned(Removals):
    """By a ban."""

    event = MemberBanned
    consumer = on_member_banned

    def remove(self, place: Place) -> None:
        """The owner bans the member."""
        path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
        assert call(ban_member, path, as_=place.owner).status == 204
