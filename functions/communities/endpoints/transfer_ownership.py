"""POST /communities/{community_id}/transfer"""

from commons.contracts.communities.community import OwnershipTransferred
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Caller

from .. import audit, ownership
from ..errors import CannotOwn, NotTheOwner
from ..models.community import Community
from ..models.members import Member
from ..rules.ownership import check_heir, check_owner
from ..schemas.community import CommunitySummary, Heir


@endpoint(
    "POST /communities/{community_id}/transfer",
    permission=Permission.VIEW,
    problems=(NotTheOwner, CannotOwn),
    reads=(Community, Member, *audit.AUDIT_READS),
    writes=ownership.TRANSFER_WRITES,
    emits=(OwnershipTransferred,),
)
async def transfer_ownership(
    community_id: str, body: Heir, caller: Caller, reason: AuditReason
) -> CommunitySummary:
    """Hand the community over to a member; for its owner, who stays a member."""

    by = audit.By(community_id, caller.user_id, reason)

    def attempt() -> CommunitySummary:
        community = Community.load(community_id)
        check_owner(community, caller.user_id)
        heir = check_heir(Member.find(community_id, body.user_id), community.owner_id)
        with transaction() as tx:
            ownership.transfer(tx, by, community, heir)
            return tx.answer(CommunitySummary.of(community))

    return settle(attempt)
