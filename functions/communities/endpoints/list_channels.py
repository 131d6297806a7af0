"""GET /communities/{community_id}/channels"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import slice_of
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import channels
from ..models.channels import Channel
from ..schemas.channels import ChannelOut


@endpoint(
    "GET /communities/{community_id}/channels",
    permission=Permission.VIEW,
    pages=True,
    reads=(Channel,),
    uses=(stream_reader("messages"),),
)
async def list_channels(
    community_id: str, standing: Standing, limit: Limit = 50, cursor: CursorText = None
) -> Page[ChannelOut]:
    """The channels the caller sees, in their order."""
    places = [seen.place for seen in channels.seen_by(standing).values()]
    cursors = Cursors(f"channels:{community_id}", standing.user_id)
    page = slice_of(places, cursors, limit=limit, cursor=cursor)
    return Page(
        data=channels.read(standing, [place[-1] for place in page.places]),
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
