"""users.ProfileChanged: log-in answers show the name, bio and picture a user chose last."""

from pynamodb.expressions.update import Action

from commons.contracts.users import ProfileChanged
from commons.events import consumer
from commons.transactions import Conflict

from ..models import Account


@consumer(ProfileChanged, writes=(Account,))
def on_profile_changed(event: ProfileChanged) -> None:
    """Copy the profile, unless a newer revision was copied before; the same one mends the copy."""
    account = Account(f"ACC#{event.user_id}", "A")
    actions: list[Action] = [
        Account.display_name.set(event.display_name),
        Account.bio.set(event.bio),
        Account.avatar_url.set(event.avatar_url)
        if event.avatar_url
        else Account.avatar_url.remove(),
        Account.locale.set(event.locale),
        Account.revision.set(event.revision),
    ]
    try:
        account.change(actions, Account.revision <= event.revision, refused=Conflict)
    except Conflict:
        return
