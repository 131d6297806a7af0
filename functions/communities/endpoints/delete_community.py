"""DELETE /communities/{community_id}"""

from commons.contracts.communities.community import CommunityDeleted
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Caller

from .. import audit, deletion
from ..errors import NotTheOwner
from ..models.community import Community
from ..rules.ownership import check_owner


@endpoint(
    "DELETE /communities/{community_id}",
    permission=Permission.VIEW,
    status=204,
    problems=(NotTheOwner,),
    reads=(Community, *audit.AUDIT_READS),
    writes=deletion.WRITES,
    emits=(CommunityDeleted,),
)
async def delete_community(community_id: str, caller: Caller, reason: AuditReason) -> None:
    """Delete a community, for its owner: at once for everybody, for good after 30 days."""
    by = audit.By(community_id, caller.user_id, reason)

    def attempt() -> None:
        community = Community.load(community_id)
        check_owner(community, caller.user_id)
        with transaction() as tx:
            deletion.delete(tx, by, community)

    settle(attempt)
