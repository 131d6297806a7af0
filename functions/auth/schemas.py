"""What clients of auth send and receive."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, StringConstraints

from commons.validation import LINE, Input

from .models import Account, Device

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=254,
        pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s.]+(\.[^@\s.]+)+$",
    ),
]
Handle = Annotated[
    str, StringConstraints(to_lower=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{1,31}$")
]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128)]
Login = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=254)]
DisplayName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=LINE)
]
DeviceName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=LINE)
]


class NewAccount(Input):
    """POST /auth/register"""

    email: Email
    password: Password
    handle: Handle
    display_name: DisplayName | None = None
    device_name: DeviceName | None = None


class Credentials(Input):
    """POST /auth/login; ``login`` is a handle or an e-mail address."""

    login: Login
    password: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    device_name: DeviceName | None = None


class RefreshRequest(Input):
    """POST /auth/token/refresh"""

    refresh_token: Annotated[str, StringConstraints(max_length=256)]


class Me(BaseModel):
    """The caller's own user."""

    id: str
    handle: str
    display_name: str
    avatar_url: str | None
    bio: str
    created_at: str
    email: str
    email_verified: bool
    locale: str

    @classmethod
    def of(cls, account: Account) -> Self:
        """The account as its owner sees it."""
        return cls(
            id=account.user_id,
            handle=account.handle,
            display_name=account.display_name,
            avatar_url=account.avatar_url,
            bio=account.bio,
            created_at=account.created_at,
            email=account.email,
            email_verified=account.email_verified,
            locale=account.locale,
        )


class Tokens(BaseModel):
    """An access token of ``expires_in`` seconds and the refresh token that gets the next."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int
    refresh_token: str
    user: Me


class SessionOut(BaseModel):
    """One of the caller's sessions."""

    id: str
    device_name: str | None
    place: str | None = None
    created_at: str
    last_used_at: str
    current: bool

    @classmethod
    def of(cls, device: Device, current_id: str) -> Self:
        """A row of the list."""
        return cls(
            id=device.session_id,
            device_name=device.device_name,
            created_at=device.created_at,
            last_used_at=device.last_used_at,
            current=device.session_id == current_id,
        )


class Sessions(BaseModel):
    """GET /auth/sessions"""

    data: list[SessionOut]


class Jwk(BaseModel):
    """A public Ed25519 key (RFC 8037)."""

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    use: Literal["sig"] = "sig"
    alg: Literal["EdDSA"] = "EdDSA"
    kid: str
    x: str


class Jwks(BaseModel):
    """GET /.well-known/jwks.json (RFC 7517)"""

    keys: list[Jwk]
