"""GET /invites/{code}"""

from commons import access
from commons.errors import NotFound
from commons.http import endpoint
from commons.published import ACCESS
from commons.validation import InviteCode
from commons.web import Caller

from ..models.circles import Circle
from ..models.community import Community
from ..models.invites import Invite
from ..models.members import Member
from ..models.onboarding import Onboarding
from ..rules.invites import check_leads, check_open
from ..schemas.community import CommunitySummary
from ..schemas.invites import InvitedInto, InvitePreview
from ..schemas.onboarding import RulesOut


@endpoint(
    "GET /invites/{code}", reads=(Invite, Community, Circle, Member, Onboarding), uses=(ACCESS,)
)
async def get_invite(code: InviteCode, caller: Caller) -> InvitePreview:
    """What an invite leads to. The banned see nothing, and nobody one that lets nobody in."""
    invite = Invite.load(code)
    member = Member.find(invite.community_id, caller.user_id)
    if member is not None and member.banned:
        raise NotFound
    check_open(invite, Member.find(invite.community_id, invite.inviter_id))
    check_leads(access.standing(invite.inviter_id, community_id=invite.community_id), invite)
    return InvitePreview.of(
        invite,
        community=CommunitySummary.of(Community.load(invite.community_id)),
        circle=_circle(invite),
        rules=RulesOut.asked(Onboarding.read(invite.community_id)),
    )


def _circle(invite: Invite) -> InvitedInto | None:
    if invite.circle_id is None:
        return None
    return InvitedInto.of(Circle.load(invite.community_id, invite.circle_id))
