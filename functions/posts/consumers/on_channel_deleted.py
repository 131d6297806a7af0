"""communities.ChannelDeleted: everything in it goes, drafts too."""

from commons.contracts.communities.channels import ChannelDeleted
from commons.events import consumer

from .. import purging
from ..models.gone import Gone, OfChannel


@consumer(
    ChannelDeleted, reads=purging.OF_CHANNEL, writes=(*purging.BESIDE, OfChannel), timeout_s=60
)
def on_channel_deleted(event: ChannelDeleted) -> None:
    """Note that it is gone, and delete what it held; the job looks once more a while later."""
    gone = Gone.since(event.channel_id, event.at_ms)
    gone.save()
    purging.purge(gone, purging.Deadline(45))
