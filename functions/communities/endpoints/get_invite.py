"""GET /invites/{code}"""

from commons.errors import NotFound
from commons.http import endpoint
from commons.validation import InviteCode
from commons.web import Caller

from ..models.community import Community
from ..models.invites import Invite
from ..models.members import Member
from ..models.onboarding import Onboarding
from ..rules.invites import check_open
from ..schemas.community import CommunitySummary
from ..schemas.invites import InvitePreview
from ..schemas.onboarding import RulesOut


@endpoint("GET /invites/{code}", reads=(Invite, Community, Member, Onboarding))
async def get_invite(code: InviteCode, caller: Caller) -> InvitePreview:
    """What an invite leads to. The banned see nothing, and nobody one whose maker is gone."""
    invite = Invite.load(code)
    member = Member.find(invite.community_id, caller.user_id)
    if member is not None and member.banned:
        raise NotFound
    check_open(invite, Member.find(invite.community_id, invite.inviter_id))
    community = Community.load(invite.community_id)
    rules = RulesOut.asked(Onboarding.read(invite.community_id))
    return InvitePreview.of(invite, community=CommunitySummary.of(community), rules=rules)
