"""People of the journeys: they use the SDK, as any client would."""

from __future__ import annotations

import secrets

from creavio import Client, Community


async def sign_up(client: Client, name: str) -> str:
    """Register under a handle of one's own; the user id."""
    handle = f"{name}_{secrets.token_hex(4)}"
    tokens = await client.register(f"{handle}@example.org", secrets.token_urlsafe(18), handle)
    assert tokens.user is not None
    return tokens.user.id


async def invite(owner: Client, community: Community, *guests: Client) -> None:
    """The guests become members."""
    code = (await owner.invites.create(community.id, max_uses=len(guests))).code
    for guest in guests:
        await guest.invites.accept(code)
