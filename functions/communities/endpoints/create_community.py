"""POST /communities"""

from commons.clock import now
from commons.contracts.communities.channels import ChannelCreated
from commons.contracts.communities.community import CommunityCreated
from commons.http import endpoint
from commons.ids import COMMUNITY, new_id
from commons.transactions import transaction
from commons.web import Caller

from .. import audit, directory
from ..audit import Act, By
from ..channels import created
from ..models.access import ChannelAccess, Home, Roles, Version
from ..models.channels import Channel
from ..models.community import Community
from ..models.directory import Listed
from ..models.members import Joined, Member
from ..schemas.channels import ChannelOut
from ..schemas.community import CommunityOut, NewCommunity


@endpoint(
    "POST /communities",
    status=201,
    reads=audit.AUDIT_READS,
    writes=(
        Community,
        Channel,
        Version,
        Roles,
        Member,
        Joined,
        ChannelAccess,
        Home,
        Listed,
        *audit.AUDIT_WRITES,
    ),
    emits=(CommunityCreated, ChannelCreated),
)
async def create_community(body: NewCommunity, caller: Caller) -> CommunityOut:
    """Found a community; it comes with a text channel ``general`` and an everyone role."""
    community_id, owner_id = new_id(COMMUNITY), caller.user_id
    community = Community.of(
        community_id,
        **body.model_dump(),
        owner_id=owner_id,
        member_count=1,
        channel_count=1,
        created_at=now(),
    )
    general = Channel.new(community_id, name="general", type="text")
    founder = Member.new(community_id, owner_id, joined_at=community.created_at)
    by = By(community_id, owner_id)
    with transaction() as tx:
        directory.move(tx, community)
        tx.create(community)
        tx.create(Version.of(community_id, owner=owner_id, public=body.visibility == "public"))
        tx.create(Roles.first(community_id))
        tx.create(general)
        tx.create(ChannelAccess.of(general))
        tx.create(Home.of(general.channel_id, community_id))
        tx.create(founder)
        tx.create(Joined.of(community_id, owner_id))
        tx.emit(_founded(community, founder))
        tx.emit(created(general))
        audit.record(tx, by, Act.COMMUNITY_CREATED, community_id, after=body.model_dump())
        return tx.answer(
            CommunityOut.of(community, channels=[ChannelOut.fresh(general)], channel_count=1)
        )


def _founded(community: Community, founder: Member) -> CommunityCreated:
    return CommunityCreated(
        community_id=community.community_id,
        owner_id=community.owner_id,
        membership_id=founder.membership_id,
        name=community.name,
        description=community.description,
        visibility=community.visibility,
        created_at=community.created_at,
    )
