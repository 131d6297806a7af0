"""POST /gateway/tickets"""

import secrets

from commons.clock import now_s
from commons.http import endpoint
from commons.settings import settings
from commons.transactions import transaction
from commons.web import Caller

from ..models import Ticket
from ..schemas import TicketOut

LIFE_S = 30


@endpoint("POST /gateway/tickets", status=201, writes=(Ticket,))
async def create_ticket(caller: Caller) -> TicketOut:
    """A single-use ticket that opens one socket: URLs are logged, so tokens stay out of them."""
    secret = secrets.token_urlsafe(24)
    ticket = Ticket.of(
        secret, user_id=caller.user_id, session_id=caller.session_id, ttl=now_s() + LIFE_S
    )
    with transaction() as tx:
        tx.create(ticket)
        return tx.answer(TicketOut(ticket=secret, url=settings().ws_url, expires_in=LIFE_S))
