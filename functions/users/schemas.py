"""What clients of users send and receive."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, StringConstraints

from commons.accounts import Account
from commons.validation import LINE, TEXT, Input

from .models import Profile

DisplayName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=LINE)
]
Bio = Annotated[str, StringConstraints(max_length=1000, pattern=TEXT)]
Url = Annotated[str, StringConstraints(max_length=500, pattern=r"^https://[^\s\x00-\x1f]+$")]
Locale = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)
]


class ProfileChanges(Input):
    """PATCH /users/me (RFC 7396): null removes, absent leaves."""

    display_name: DisplayName | None = None
    bio: Bio | None = None
    avatar_url: Url | None = None
    locale: Locale | None = None


class User(BaseModel):
    """A user as everybody may see them."""

    id: str
    handle: str
    display_name: str
    avatar_url: str | None
    bio: str
    created_at: str

    @classmethod
    def of(cls, account: Account, profile: Profile) -> Self:
        """The account with what its user edited."""
        return cls.model_validate(_shown(account, profile))


class Me(User):
    """The caller's own user."""

    email: str
    email_verified: bool
    locale: str


def _shown(account: Account, profile: Profile) -> dict[str, object]:
    return {
        "id": account.user_id,
        "handle": account.handle,
        "display_name": profile.display_name or account.display_name,
        "avatar_url": profile.avatar_url,
        "bio": profile.bio,
        "created_at": account.created_at,
        "email": account.email,
        "email_verified": account.email_verified,
        "locale": profile.locale or account.locale,
    }
