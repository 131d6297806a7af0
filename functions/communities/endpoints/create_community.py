"""POST /communities"""

from commons.clock import now
from commons.http import endpoint
from commons.ids import COMMUNITY, new_id
from commons.transactions import transaction
from commons.web import Caller

from .. import audit, building, templates
from ..audit import Act, By
from ..errors import NoSuchTemplate
from ..founding import EMITS, WRITES, Founding
from ..models.community import Community
from ..models.templates import Template
from ..schemas.community import CommunityOut, NewCommunity


@endpoint(
    "POST /communities",
    status=201,
    problems=(NoSuchTemplate,),
    reads=(*templates.READS, *audit.AUDIT_READS),
    writes=(*WRITES, Template, *audit.AUDIT_WRITES),
    emits=EMITS,
    memory_mb=1024,
    timeout_s=25,
)
async def create_community(body: NewCommunity, caller: Caller) -> CommunityOut:
    """Found a community, by itself with a text channel ``general``, or all that a template has."""
    community_id, owner_id = new_id(COMMUNITY), caller.user_id
    template, structure = templates.chosen(body.template_code)
    details = body.model_dump(exclude={"template_code"})
    community = Community.of(community_id, **details, owner_id=owner_id, created_at=now())
    planned = building.planned(community_id, structure)
    founding = Founding(community, planned)
    founding.prepare()
    about = details | ({"template_id": template.template_id} if template else {})
    with transaction() as tx:
        founding.finish(tx)
        templates.use(tx, template)
        by = By(community_id, owner_id)
        audit.record(tx, by, Act.COMMUNITY_CREATED, community_id, after=about)
        return tx.answer(CommunityOut.of(community, **planned.beginning()))
