"""GET /communities/{community_id}/invites"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import page_of
from commons.permissions import Permission
from commons.web import Standing

from ..models.invites import CommunityInvite, Invite
from ..rules.invites import needed_to_read
from ..schemas.invites import InviteOut


@endpoint(
    "GET /communities/{community_id}/invites",
    permission=Permission.MANAGE_INVITES,
    pages=True,
    reads=(CommunityInvite, Invite),
)
async def list_invites(
    community_id: str, standing: Standing, limit: Limit = 50, cursor: CursorText = None
) -> Page[InviteOut]:
    """The community's invites, in no particular order.

    Those into circles are for who manages circles too: a code that is read lets its reader in.
    """
    cursors = Cursors(f"invites:{community_id}", standing.user_id)
    page = page_of(
        CommunityInvite, f"COM#{community_id}", "INV#", cursors, limit=limit, cursor=cursor
    )
    found = Invite.find_rows((f"INV#{entry.code}", "INV") for entry in page.rows)
    return Page(
        data=[InviteOut.of(invite) for invite in found if standing.may(needed_to_read(invite))],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
