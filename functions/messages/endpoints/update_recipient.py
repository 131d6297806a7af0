"""PATCH /dms/{channel_id}/recipients/{user_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import grouping
from ..dm_schemas import DirectOut, RecipientChanges
from ..dms import Direct, Person


@endpoint(
    "PATCH /dms/{channel_id}/recipients/{user_id}",
    permission=Permission.VIEW | Permission.MANAGE_ROLES,
    reads=(Direct, Person),
    writes=(Direct, Person),
    uses=(stream_writer("messages"),),
    appends=("DM_UPDATE",),
    queues=(PUMP_QUEUE,),
)
async def update_recipient(
    channel_id: str, user_id: str, body: RecipientChanges, standing: Standing
) -> DirectOut:
    """As a group's owner, make somebody an admin, or no longer; or hand it over to them."""
    return grouping.give_role(standing, user_id, body.role)
