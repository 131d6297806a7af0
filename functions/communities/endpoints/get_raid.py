"""GET /communities/{community_id}/raids/{raid_id}"""

from commons.http import endpoint
from commons.permissions import Permission

from ..models.raids import Outcome, Raid, RaidMember
from ..schemas.raids import RaidOut

SHOWN = 100


@endpoint(
    "GET /communities/{community_id}/raids/{raid_id}",
    permission=Permission.KICK_MEMBERS,
    reads=(Raid, RaidMember),
)
async def get_raid(community_id: str, raid_id: str) -> RaidOut:
    """How far the undoing of a raid is, and who was left out."""
    raid = Raid.load(community_id, raid_id)
    left_out = RaidMember.who(raid, Outcome.LEFT_OUT, SHOWN)
    return RaidOut.of(raid, (one.user_id for one in left_out))
