"""POST /communities/{community_id}/templates"""

from commons.http import endpoint
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, templates
from ..audit import Act, By
from ..errors import LimitReached
from ..models.community import Community
from ..models.templates import CommunityTemplate, Snapshot, Template
from ..rules.templates import MAKING, MAX_TEMPLATES
from ..schemas.templates import NewTemplate, TemplateTaken


@endpoint(
    "POST /communities/{community_id}/templates",
    permission=MAKING,
    status=201,
    problems=(LimitReached,),
    reads=(*templates.TAKES, *audit.AUDIT_READS),
    writes=(Template, Snapshot, CommunityTemplate, Community, *audit.AUDIT_WRITES),
    checks=acting.ACTS_ON,
)
async def create_template(
    community_id: str, body: NewTemplate, standing: Standing, reason: AuditReason
) -> TemplateTaken:
    """Make a template of the community's structure, as far as its maker sees it."""
    by, details = By(community_id, standing.user_id, reason), body.model_dump()
    few = Community.template_count.does_not_exist() | (Community.template_count < MAX_TEMPLATES)
    more, room_left = [Community.template_count.add(1)], Community.alive() & few

    def attempt() -> TemplateTaken:
        actor = acting.afresh(standing, MAKING)
        structure = templates.taken(actor, include_hidden=body.include_hidden)
        template = Template.new(community_id, creator_id=actor.user_id, **details)
        with transaction() as tx:
            tx.update(Community.of(community_id), more, room_left, refused=LimitReached)
            acting.hold(tx, actor)
            tx.create(template)
            tx.create(CommunityTemplate.of(template))
            templates.keep(tx, template, structure)
            audit.record(tx, by, Act.TEMPLATE_CREATED, template.template_id, after=details)
            return tx.answer(TemplateTaken.of(template, structure=structure))

    return settle(attempt)
