"""PUT /communities/{community_id}/onboarding"""

from commons import access
from commons.contracts.communities.onboarding import OnboardingUpdated
from commons.errors import RoleTooHigh
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, onboarding
from ..audit import By
from ..errors import DangerousRole, LimitReached
from ..models.access import ChannelAccess
from ..models.onboarding import Answers, Onboarding, RulesText
from ..schemas.onboarding import NewOnboarding, OnboardingOut


@endpoint(
    "PUT /communities/{community_id}/onboarding",
    permission=Permission.MANAGE_COMMUNITY,
    problems=(PreconditionFailed, RoleTooHigh, DangerousRole, LimitReached),
    reads=(Onboarding, Answers, *audit.AUDIT_READS),
    writes=(Onboarding, RulesText, ChannelAccess, *acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(OnboardingUpdated,),
)
async def set_onboarding(
    community_id: str,
    body: NewOnboarding,
    standing: Standing,
    if_match: IfMatch,
    reason: AuditReason,
) -> OnboardingOut:
    """Replace the rules and all that newcomers are asked. Other rules have to be agreed to anew."""
    by = By(community_id, standing.user_id, reason)

    def attempt() -> OnboardingOut:
        actor = acting.afresh(standing, Permission.MANAGE_COMMUNITY)
        before = Onboarding.read(community_id)
        if_match.check(before.revision)
        _, channels = access.layout(actor.user_id, community_id)
        with transaction() as tx:
            asked = onboarding.change(tx, by, actor, channels, before, body)
        return OnboardingOut.of(asked, actor, Answers.read(community_id, actor.user_id))

    return settle(attempt)
