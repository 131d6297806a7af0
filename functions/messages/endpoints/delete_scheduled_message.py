"""DELETE /scheduled-messages/{scheduled_id}"""

from commons.errors import NotFound
from commons.http import endpoint
from commons.web import Caller

from .. import scheduling
from ..errors import AlreadySent
from ..kept import Scheduled, Waiting


@endpoint(
    "DELETE /scheduled-messages/{scheduled_id}",
    status=204,
    problems=(NotFound, AlreadySent),
    reads=(Scheduled,),
    writes=(Waiting,),
    purges=(Scheduled,),
)
async def delete_scheduled_message(scheduled_id: str, caller: Caller) -> None:
    """Take a scheduled message back."""
    scheduling.delete(caller.user_id, scheduled_id)
