"""DELETE /templates/{code}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.validation import TemplateCode
from commons.web import Standing

from .. import audit, templates
from ..audit import Act, By
from ..models.community import Community
from ..models.templates import CommunityTemplate, Snapshot, Template


@endpoint(
    "DELETE /templates/{code}",
    permission=Permission.MANAGE_COMMUNITY,
    of=templates.community_of,
    status=204,
    reads=(Template, *audit.AUDIT_READS),
    writes=(Template, Snapshot, CommunityTemplate, Community, *audit.AUDIT_WRITES),
)
async def delete_template(code: TemplateCode, standing: Standing, reason: AuditReason) -> None:
    """Delete a template: its code is good for nothing; communities made from it stay."""
    by = By(standing.community_id, standing.user_id, reason)
    fewer = [Community.template_count.add(-1)]

    def attempt() -> None:
        template = Template.load(code)
        before = audit.values(template, templates.TOLD)
        with transaction() as tx:
            tx.delete(template, Template.pk.exists())
            tx.delete(Snapshot.of(template))
            tx.delete(CommunityTemplate.of(template))
            tx.update(Community.of(by.community_id), fewer, Community.pk.exists())
            audit.record(tx, by, Act.TEMPLATE_DELETED, template.template_id, before=before)

    settle(attempt)
