"""communities.ChannelDeleted: everything said in it goes."""

import time

from commons.contracts.communities.channels import ChannelDeleted
from commons.events import consumer

from .. import purging
from ..models import Gone, StreamRow
from ..thread_rows import TakesPart, Thread


@consumer(
    ChannelDeleted,
    reads=(StreamRow,),
    writes=(Gone,),
    purges=(StreamRow, Thread, TakesPart),
    timeout_s=60,
)
def on_channel_deleted(event: ChannelDeleted) -> None:
    """Note that it is gone, and delete its stream; the job looks once more a while later."""
    gone = Gone.since(event.channel_id, event.at_ms)
    gone.save()
    purging.purge(gone, time.monotonic() + 45)
