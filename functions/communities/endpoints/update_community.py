"""PATCH /communities/{community_id}"""

from commons.contracts.communities.community import CommunityUpdated
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import channels
from ..models.access import Version
from ..models.channels import Channel
from ..models.community import Community
from ..schemas.community import CommunityChanges, CommunityOut


@endpoint(
    "PATCH /communities/{community_id}",
    permission=Permission.MANAGE_COMMUNITY,
    problems=(PreconditionFailed,),
    reads=(Community, Channel),
    writes=(Community, Version),
    uses=(stream_reader("messages"),),
    emits=(CommunityUpdated,),
)
async def update_community(
    community_id: str, body: CommunityChanges, standing: Standing, if_match: IfMatch
) -> CommunityOut:
    """Edit a community; with If-Match, only as it was when its ETag was given out."""

    def attempt() -> CommunityOut:
        community = Community.load(community_id)
        if_match.check(community.revision)
        unchanged = Community.revision == community.revision
        changes = community.edit(body.model_dump(exclude_unset=True))
        public = Version.public.set(community.visibility == "public")
        with transaction() as tx:
            tx.update(community, changes, unchanged)
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
            return tx.answer(CommunityOut.of(community, channels=channels.visible(standing)))

    return settle(attempt)
