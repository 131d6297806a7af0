"""What clients of users send and receive."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, StringConstraints

from commons.accounts import Account
from commons.validation import LINE, TEXT, Input, Time, UserId, shown

from .models import Profile, Relation

DisplayName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=LINE),
    shown("Ada Lovelace"),
]
Bio = Annotated[
    str, StringConstraints(max_length=1000, pattern=TEXT), shown("Analyst, metaphysician.")
]
#: RFC 3986 with the scheme https and a host name; other alphabets are encoded in it.
PART = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
HTTPS = (
    r"^https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
    rf"(?:/{PART})?(?:\?{PART})?(?:#{PART})?$"
)
Url = Annotated[
    str,
    StringConstraints(max_length=500, pattern=HTTPS),
    shown("https://example.org/ada.png"),
]
Locale = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35),
    shown("en"),
]


class ProfileChanges(Input):
    """PATCH /users/me (RFC 7396): null removes, absent leaves."""

    display_name: DisplayName | None = None
    bio: Bio | None = None
    avatar_url: Url | None = None
    locale: Locale | None = None


class User(BaseModel):
    """A user as everybody may see them."""

    id: UserId
    handle: Annotated[str, shown("ada")]
    display_name: Annotated[str, shown("Ada Lovelace")]
    avatar_url: Annotated[str, shown("https://example.org/ada.png", format="uri")] | None
    bio: Annotated[str, shown("Analyst, metaphysician.")]
    created_at: Time

    @classmethod
    def of(cls, account: Account, profile: Profile) -> Self:
        """The account with what its user edited."""
        return cls.model_validate(_shown(account, profile))


class Me(User):
    """The caller's own user."""

    email: Annotated[str, shown("ada@example.org")]
    email_verified: bool
    locale: Annotated[str, shown("en")]


class RelationshipWish(Input):
    """PUT /users/me/relationships/{user_id}"""

    type: Annotated[Literal["friend", "blocked"], shown("friend")]


class Relationship(BaseModel):
    """What somebody else is to the caller."""

    user_id: UserId
    """Who."""
    type: Annotated[Literal["friend", "outgoing", "incoming", "blocked"], shown("friend")]
    """`outgoing`: the caller asked them to be friends; `incoming`: they asked the caller."""
    since: Time
    """Since when."""

    @classmethod
    def of(cls, relation: Relation) -> Self:
        """A row, as its user sees it."""
        return cls.model_validate(
            {"user_id": relation.other_id, "type": relation.type, "since": relation.since}
        )


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
