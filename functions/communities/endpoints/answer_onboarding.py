"""POST /communities/{community_id}/onboarding/answers"""

from commons.contracts.communities.members import MemberUpdated
from commons.contracts.communities.onboarding import RulesConsented
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, onboarding
from ..errors import LimitReached, MembersOnly, NothingAsked, RulesChanged
from ..models.members import Member
from ..models.onboarding import Answers, Consent, Onboarding
from ..rules.onboarding import agreed, check_answers_to
from ..schemas.onboarding import AnsweredOut, NewAnswers


@endpoint(
    "POST /communities/{community_id}/onboarding/answers",
    permission=Permission.VIEW,
    problems=(MembersOnly, NothingAsked, RulesChanged, LimitReached),
    reads=(Onboarding, Answers, Member),
    writes=(Answers, Consent, *acting.ACTS_ON),
    checks=(Onboarding,),
    emits=(MemberUpdated, RulesConsented),
)
async def answer_onboarding(community_id: str, body: NewAnswers, standing: Standing) -> AnsweredOut:
    """Agree to the rules, and answer: the chosen options give their roles and open channels."""

    def attempt() -> AnsweredOut:
        here, asked = acting.afresh(standing, Permission.VIEW), Onboarding.read(community_id)
        check_answers_to(asked, here)
        member = Member.load(community_id, here.user_id)
        consented = agreed(asked, int(member.consented), body.rules_version)
        with transaction() as tx:
            answers = onboarding.answer(tx, here, member, asked, body.answers, consented)
            return tx.answer(AnsweredOut.of(member, here.community, answers))

    return settle(attempt)
