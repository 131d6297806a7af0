"""One user, whole: the published account with the profile kept here."""

from commons.accounts import Account, find_accounts
from commons.errors import NotFound

from .models import Profile


def load(user_id: str) -> tuple[Account, Profile]:
    """The account and profile of a user. Raises NotFound."""
    account = find_accounts([user_id]).get(user_id)
    if account is None:
        raise NotFound
    return account, Profile.find(user_id)
