"""GET /read-states"""

from commons import access, direct
from commons.cursors import Page
from commons.http import endpoint
from commons.published import ACCESS, DIRECTS, stream_reader
from commons.read_states import read_states
from commons.web import Caller

from ..schemas import ReadStateOut


@endpoint("GET /read-states", uses=(ACCESS, DIRECTS, stream_reader("messages")))
async def list_read_states(caller: Caller) -> Page[ReadStateOut]:
    """Where the caller stands in every channel they see, DMs among them."""
    user_id = caller.user_id
    seen = list(access.visible_everywhere(user_id))
    channels = [channel_id for community in seen for channel_id in community.channels]
    channels += [place.channel_id for place in direct.places(user_id)]
    roles = frozenset[str]().union(*(community.roles for community in seen))
    states = read_states(user_id, channels, roles)
    return Page(data=[ReadStateOut.model_validate(s, from_attributes=True) for s in states])
