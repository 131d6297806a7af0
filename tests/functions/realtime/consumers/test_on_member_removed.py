"""A removed member's sockets are told why and closed."""

from commons.contracts.communities.members import MemberRemoved
from commons.testing import call
from functions.communities.endpoints.remove_member import remove_member
from functions.realtime.consumers.on_member_removed import on_member_removed
from tests.functions.messages.places import Place
from tests.functions.realtime.removals import Removals


class TestRemoved(Removals):
    """By a kick."""

    event = MemberRemoved
    consumer = on_member_removed

    def remove(self, place: Place) -> None:
        """The owner kicks the member."""
        path = f"/communities/{place.community_id}/members/{place.member.user_id}"
        assert call(remove_member, path, as_=place.owner).status == 204
