"""What is left to do of emptying a deleted circle."""

from commons.contracts.communities.circles import CircleMemberRemoved
from commons.contracts.communities.members import MemberRemoved
from commons.jobs import job

from .. import emptying, membership
from ..models.members import Member


@job(
    reads=(Member, *membership.READS),
    writes=membership.LEAVE_WRITES,
    emits=(CircleMemberRemoved, MemberRemoved),
    schedules=(emptying.JOB,),
    timeout_s=120,
)
def empty_circle(community_id: str, circle_id: str, actor_id: str) -> None:
    """Go on where the time was over."""
    emptying.empty(community_id, circle_id, actor_id)
