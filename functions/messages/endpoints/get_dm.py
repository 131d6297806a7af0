"""GET /dms/{channel_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import conversing
from ..dm_rules import check_direct
from ..dm_schemas import DirectOut
from ..dms import Direct, Person


@endpoint(
    "GET /dms/{channel_id}",
    permission=Permission.VIEW,
    reads=(Direct, Person),
    uses=(stream_reader("messages"),),
)
async def get_dm(channel_id: str, standing: Standing) -> DirectOut:
    """One DM or group that the caller is in."""
    check_direct(standing)
    return conversing.load(standing.user_id, channel_id)
