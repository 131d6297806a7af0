"""PUT /templates/{code}/structure"""

from commons.clock import now
from commons.http import endpoint
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.validation import TemplateCode
from commons.web import Standing

from .. import acting, audit, templates
from ..audit import Act, By
from ..errors import LimitReached
from ..models.templates import Snapshot, Template
from ..rules.templates import MAKING
from ..schemas.templates import TemplateTaken


@endpoint(
    "PUT /templates/{code}/structure",
    permission=MAKING,
    of=templates.community_of,
    problems=(LimitReached,),
    reads=(Template, *templates.TAKES, *audit.AUDIT_READS),
    writes=(Template, Snapshot, *audit.AUDIT_WRITES),
    checks=acting.ACTS_ON,
)
async def refresh_template(
    code: TemplateCode, standing: Standing, reason: AuditReason
) -> TemplateTaken:
    """Take the structure anew: as the community is now, and as far as the caller sees it."""
    by = By(standing.community_id, standing.user_id, reason)

    def attempt() -> TemplateTaken:
        actor = acting.afresh(standing, MAKING)
        template = Template.load(code)
        structure = templates.taken(actor, include_hidden=template.include_hidden)
        unchanged = Template.revision == template.revision
        with transaction() as tx:
            acting.hold(tx, actor)
            tx.update(template, template.edit({"refreshed_at": now()}), unchanged)
            templates.keep(tx, template, structure)
            audit.record(tx, by, Act.TEMPLATE_REFRESHED, template.template_id)
            return TemplateTaken.of(template, structure=structure)

    return settle(attempt)
