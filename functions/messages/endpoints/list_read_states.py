"""GET /read-states"""

from commons import access, taken_part, threads
from commons.cursors import Page
from commons.http import endpoint
from commons.published import ACCESS, THREADS, stream_reader
from commons.read_states import read_states
from commons.web import Caller

from ..schemas import ReadStateOut


@endpoint("GET /read-states", uses=(ACCESS, THREADS, stream_reader("messages")))
async def list_read_states(caller: Caller) -> Page[ReadStateOut]:
    """Where the caller stands in every channel they see, and in threads they take part in."""
    user_id = caller.user_id
    seen = list(access.visible_everywhere(user_id))
    channels = [channel_id for community in seen for channel_id in community.channels]
    channels += taken_part.awake(threads.taken_part(user_id), channels)
    roles = frozenset[str]().union(*(community.roles for community in seen))
    states = read_states(user_id, channels, roles)
    return Page(data=[ReadStateOut.model_validate(s, from_attributes=True) for s in states])
