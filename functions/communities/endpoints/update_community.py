"""PATCH /communities/{community_id}"""

from commons.contracts.communities.community import CommunityUpdated
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, channels, directory
from ..audit import Act, By
from ..models.access import Version
from ..models.channels import Channel
from ..models.community import Community
from ..models.directory import Listed
from ..schemas.community import CommunityChanges, CommunityOut


@endpoint(
    "PATCH /communities/{community_id}",
    permission=Permission.MANAGE_COMMUNITY,
    problems=(PreconditionFailed,),
    reads=(Community, Channel, *audit.AUDIT_READS),
    writes=(Community, Version, Listed, *audit.AUDIT_WRITES),
    uses=(stream_reader("messages"),),
    emits=(CommunityUpdated,),
)
async def update_community(
    community_id: str,
    body: CommunityChanges,
    standing: Standing,
    if_match: IfMatch,
    reason: AuditReason,
) -> CommunityOut:
    """Edit a community; with If-Match, only as it was when its ETag was given out."""
    by = By(community_id, standing.user_id, reason)

    def attempt() -> CommunityOut:
        community = Community.load(community_id)
        if_match.check(community.revision)
        unchanged = (Community.revision == community.revision) & directory.unmoved(community)
        after = body.model_dump(exclude_unset=True)
        before = audit.values(community, after)
        changes = community.edit(after)
        public = Version.public.set(community.visibility == "public")
        with transaction() as tx:
            changes += directory.move(tx, community)
            tx.update(community, changes, Community.alive() & unchanged)
            tx.update(Version.of(community_id), [Version.v.add(1), public], Version.pk.exists())
            tx.emit(
                CommunityUpdated(
                    community_id=community_id,
                    revision=int(community.revision),
                    name=community.name,
                    description=community.description,
                    visibility=community.visibility,
                )
            )
            audit.record(tx, by, Act.COMMUNITY_UPDATED, community_id, before=before, after=after)
            return tx.answer(CommunityOut.of(community, **channels.beginning(standing)))

    return settle(attempt)
