"""GET /communities/{community_id}/templates"""

from commons.cursors import Page
from commons.http import endpoint
from commons.permissions import Permission

from ..models.templates import CommunityTemplate, Template
from ..schemas.templates import TemplateOut


@endpoint(
    "GET /communities/{community_id}/templates",
    permission=Permission.MANAGE_COMMUNITY,
    reads=(CommunityTemplate, Template),
)
async def list_templates(community_id: str) -> Page[TemplateOut]:
    """The community's templates, oldest first, with their codes."""
    entries = CommunityTemplate.list(community_id)
    found = Template.find_rows((f"TPL#{entry.code}", "TPL") for entry in entries)
    oldest_first = sorted(found, key=lambda template: str(template.template_id))
    return Page(data=[TemplateOut.of(template) for template in oldest_first])
