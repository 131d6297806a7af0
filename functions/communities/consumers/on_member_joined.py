"""communities.MemberJoined: the community may stand elsewhere in the directory."""

from commons.contracts.communities.members import MemberJoined
from commons.events import consumer

from .. import directory
from ..models.community import Community


@consumer(MemberJoined, reads=(Community,), writes=directory.RELIST_WRITES)
def on_member_joined(event: MemberJoined) -> None:
    """Look at the community as it is now, and move it when its class of size changed."""
    directory.relist(event.community_id)
