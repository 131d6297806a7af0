"""POST /communities/{community_id}/raids"""

from commons.clock import now
from commons.contracts.communities.raids import RaidStepDue
from commons.http import endpoint
from commons.ids import RAID, new_id
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, raids
from ..audit import By
from ..models.members import Member
from ..models.raids import Outcome, Raid, RaidMember
from ..models.trust import Issued
from ..schemas.raids import NewRaid, RaidOut


@endpoint(
    "POST /communities/{community_id}/raids",
    permission=Permission.KICK_MEMBERS,
    status=202,
    reads=(Member, Issued, *audit.AUDIT_READS),
    writes=raids.BEGIN_WRITES,
    emits=(RaidStepDue,),
)
async def undo_raid(
    community_id: str, body: NewRaid, standing: Standing, reason: AuditReason
) -> RaidOut:
    """Remove everyone whom somebody let in, and whom those let in, and so on."""
    standing.check_holds(raids.NEEDED[body.action])
    by = By(community_id, standing.user_id, reason or body.reason)

    def attempt() -> RaidOut:
        raid, root = _found(community_id, body, standing.user_id)
        with transaction() as tx:
            raids.begin(tx, by, raid, root)
            return tx.answer(RaidOut.of(raid))

    return settle(attempt)


def _found(community_id: str, body: NewRaid, actor_id: str) -> tuple[Raid, RaidMember]:
    """The raid and its root, which is removed too when it is named as somebody."""
    given = body.root
    root_id = given.user_id or given.inviter_id
    if root_id is None:
        root_id = Issued.load(community_id, str(given.invite_id)).inviter_id
    raid = Raid.of(
        community_id,
        new_id(RAID),
        root_id=root_id,
        actor_id=actor_id,
        created_at=now(),
        invite_id=given.invite_id,
        found=1 if given.user_id else 0,
        **body.model_dump(exclude={"root"}),
    )
    member = Member.find(community_id, root_id) if given.user_id else None
    outcome = None if given.user_id else Outcome.ROOT
    came = member.membership_id if member else None
    return raid, RaidMember.of(raid, root_id, waiting=True, outcome=outcome, membership_id=came)
