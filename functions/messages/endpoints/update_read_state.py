"""PUT /channels/{channel_id}/read-state"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.web import Standing

from .. import reading
from ..schemas import ReadPosition, ReadStateOut


@endpoint(
    "PUT /channels/{channel_id}/read-state",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    uses=(stream_writer("messages"),),
)
async def update_read_state(
    channel_id: str, body: ReadPosition, standing: Standing
) -> ReadStateOut:
    """Say how far the channel has been read; it never moves back."""
    return reading.read_up_to(standing, channel_id, body.seq)
