"""POST /communities/{community_id}/restore"""

from commons.clock import now
from commons.contracts.communities.community import CommunityRestored
from commons.http import endpoint
from commons.transactions import settle, transaction
from commons.web import Caller

from .. import audit, deletion
from ..models.community import Community
from ..rules.deletion import check_restorable
from ..schemas.community import CommunitySummary


@endpoint(
    "POST /communities/{community_id}/restore",
    reads=(Community, *audit.AUDIT_READS),
    writes=deletion.WRITES,
    emits=(CommunityRestored,),
)
async def restore_community(community_id: str, caller: Caller) -> CommunitySummary:
    """Undo the deletion of a community, for its owner; one that is there stays as it is."""
    by = audit.By(community_id, caller.user_id)

    def attempt() -> CommunitySummary:
        community = Community.load_row(f"COM#{community_id}", "COM")
        check_restorable(community, caller.user_id, now())
        with transaction() as tx:
            if community.deleted_at is not None:
                deletion.restore(tx, by, community)
            return tx.answer(CommunitySummary.of(community))

    return settle(attempt)
