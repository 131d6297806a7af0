"""GET /communities/{community_id}/onboarding"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from ..models.onboarding import Answers, Onboarding
from ..schemas.onboarding import OnboardingOut


@endpoint(
    "GET /communities/{community_id}/onboarding",
    permission=Permission.VIEW,
    reads=(Onboarding, Answers),
)
async def get_onboarding(community_id: str, standing: Standing) -> OnboardingOut:
    """The rules, what newcomers are asked, and what oneself has answered."""
    asked = Onboarding.read(community_id)
    return OnboardingOut.of(asked, standing, Answers.read(community_id, standing.user_id))
