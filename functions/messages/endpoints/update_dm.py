"""PATCH /dms/{channel_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import grouping
from ..dm_schemas import DirectChanges, DirectOut
from ..dms import Direct, Person


@endpoint(
    "PATCH /dms/{channel_id}",
    permission=Permission.VIEW | Permission.MANAGE_CHANNELS,
    reads=(Direct, Person),
    writes=(Direct,),
    uses=(stream_writer("messages"),),
    appends=("DM_UPDATE",),
    queues=(PUMP_QUEUE,),
)
async def update_dm(channel_id: str, body: DirectChanges, standing: Standing) -> DirectOut:
    """Name a group that one runs; null takes its name away."""
    return grouping.rename(standing, body)
