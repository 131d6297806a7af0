"""PATCH /users/me"""

from commons.contracts.users import ProfileChanged
from commons.http import endpoint
from commons.published import ACCOUNTS
from commons.transactions import settle, transaction
from commons.web import Caller

from .. import profiles
from ..models import Profile
from ..schemas import Me, ProfileChanges


@endpoint(
    "PATCH /users/me",
    reads=(Profile,),
    writes=(Profile,),
    uses=(ACCOUNTS,),
    emits=(ProfileChanged,),
)
async def update_me(body: ProfileChanges, caller: Caller) -> Me:
    """Edit one's profile; what one's other devices edit meanwhile is kept."""
    return settle(lambda: _edited(caller.user_id, body))


def _edited(user_id: str, changes: ProfileChanges) -> Me:
    account, profile = profiles.load(user_id)
    seen = profile.revision
    profiles.edit(account, profile, changes)
    profile.revision = seen + 1
    me = Me.of(account, profile)
    unchanged = Profile.pk.does_not_exist() | (Profile.revision == seen)
    with transaction() as tx:
        tx.save(profile, unchanged)
        tx.emit(
            ProfileChanged(
                user_id=me.id,
                revision=int(profile.revision),
                display_name=me.display_name,
                bio=me.bio,
                avatar_url=me.avatar_url,
                locale=me.locale,
            )
        )
        return tx.answer(me)
