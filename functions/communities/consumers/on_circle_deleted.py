"""communities.CircleDeleted: its members leave it."""

from commons.contracts.communities.circles import CircleDeleted, CircleMemberRemoved
from commons.contracts.communities.members import MemberRemoved
from commons.events import consumer

from .. import emptying, membership
from ..models.members import Member


@consumer(
    CircleDeleted,
    reads=(Member, *membership.READS),
    writes=membership.LEAVE_WRITES,
    emits=(CircleMemberRemoved, MemberRemoved),
    schedules=(emptying.JOB,),
    timeout_s=120,
)
def on_circle_deleted(event: CircleDeleted) -> None:
    """Whoever was only there leaves the community with it."""
    emptying.empty(event.community_id, event.circle_id, event.actor_id)
