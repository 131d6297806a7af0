"""One user, whole: the published account with the profile kept here."""

from commons.accounts import Account, find_accounts
from commons.errors import NotFound

from .models import Profile
from .schemas import ProfileChanges


def load(user_id: str) -> tuple[Account, Profile]:
    """The account and profile of a user. Raises NotFound."""
    account = find_accounts([user_id]).get(user_id)
    if account is None:
        raise NotFound
    return account, Profile.find(user_id)


def edit(account: Account, profile: Profile, changes: ProfileChanges) -> None:
    """Apply a merge patch: what null removes is as if it had never been chosen."""
    unchosen = {"display_name": account.handle, "bio": "", "avatar_url": None, "locale": "en"}
    for name in changes.model_fields_set:
        value = getattr(changes, name)
        setattr(profile, name, unchosen[name] if value is None else value)
