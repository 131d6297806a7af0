"""PATCH /templates/{code}"""

from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.validation import TemplateCode
from commons.web import Standing

from .. import audit, templates
from ..audit import Act, By
from ..models.templates import Template
from ..schemas.templates import TemplateChanges, TemplateOut


@endpoint(
    "PATCH /templates/{code}",
    permission=Permission.MANAGE_COMMUNITY,
    of=templates.community_of,
    problems=(PreconditionFailed,),
    reads=(Template, *audit.AUDIT_READS),
    writes=(Template, *audit.AUDIT_WRITES),
)
async def update_template(
    code: TemplateCode,
    body: TemplateChanges,
    standing: Standing,
    if_match: IfMatch,
    reason: AuditReason,
) -> TemplateOut:
    """Give a template another name or description; with If-Match, only as it was with that ETag."""
    by = By(standing.community_id, standing.user_id, reason)

    def attempt() -> TemplateOut:
        template = Template.load(code)
        if_match.check(template.revision)
        unchanged = Template.revision == template.revision
        after = body.model_dump(exclude_unset=True)
        before = audit.values(template, after)
        with transaction() as tx:
            tx.update(template, template.edit(after), unchanged)
            about = template.template_id
            audit.record(tx, by, Act.TEMPLATE_UPDATED, about, before=before, after=after)
            return tx.answer(TemplateOut.of(template))

    return settle(attempt)
