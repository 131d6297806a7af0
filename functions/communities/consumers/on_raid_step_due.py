"""communities.RaidStepDue: the next step of undoing a raid."""

from commons.contracts.communities.circles import CircleMemberRemoved
from commons.contracts.communities.invites import InviteDeleted
from commons.contracts.communities.members import MemberBanned, MemberRemoved
from commons.contracts.communities.raids import RaidStepDue
from commons.events import consumer
from commons.published import ACCESS

from .. import raids
from ..models.community import Community


@consumer(
    RaidStepDue,
    reads=(Community, *raids.STEP_READS),
    writes=raids.STEP_WRITES,
    uses=(ACCESS,),
    emits=(MemberRemoved, MemberBanned, CircleMemberRemoved, InviteDeleted, RaidStepDue),
    timeout_s=60,
)
def on_raid_step_due(event: RaidStepDue) -> None:
    """Remove some of those who came with a raid, and find those whom they let in."""
    raids.step(event.community_id, event.raid_id, event.step)
