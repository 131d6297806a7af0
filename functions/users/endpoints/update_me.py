"""PATCH /users/me"""

from commons.contracts.users import ProfileChanged
from commons.http import endpoint
from commons.published import ACCOUNTS
from commons.transactions import transaction
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
    """Edit one's profile."""
    account, profile = profiles.load(caller.user_id)
    seen = profile.revision
    for name in body.model_fields_set:
        setattr(profile, name, getattr(body, name) or ("" if name == "bio" else None))
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
    return me
