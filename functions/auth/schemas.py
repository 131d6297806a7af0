"""What clients of auth send and receive."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, StringConstraints

from commons.validation import LINE, Input, SessionId, Time, UserId, shown

from .models import Account, Device

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=254,
        pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s.]+(\.[^@\s.]+)+$",
    ),
    shown("ada@example.org"),
]
Handle = Annotated[
    str,
    StringConstraints(to_lower=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{1,31}$"),
    shown("ada"),
]
Password = Annotated[
    str, StringConstraints(min_length=8, max_length=128), shown("correct horse battery staple")
]
Login = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=254, pattern=r"\S"),
    shown("ada"),
]
DisplayName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=LINE),
    shown("Ada Lovelace"),
]
DeviceName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=LINE),
    shown("laptop"),
]
RefreshToken = Annotated[
    str,
    StringConstraints(max_length=256),
    shown("rt_ses_01JD1XQ3A0B2C4D6E8F0G2H4J6.1.8mX0zq3T7vB1cD5eF9gH2jK4lM6nP8qR0sT2uV4wX6y"),
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
    password: Annotated[
        str,
        StringConstraints(min_length=1, max_length=128),
        shown("correct horse battery staple"),
    ]
    device_name: DeviceName | None = None


class RefreshRequest(Input):
    """POST /auth/token/refresh"""

    refresh_token: RefreshToken


class Me(BaseModel):
    """The caller's own user."""

    id: UserId
    handle: Annotated[str, shown("ada")]
    display_name: Annotated[str, shown("Ada Lovelace")]
    avatar_url: Annotated[str, shown("https://example.org/ada.png", format="uri")] | None
    bio: Annotated[str, shown("Analyst, metaphysician.")]
    created_at: Time
    email: Annotated[str, shown("ada@example.org")]
    email_verified: bool
    locale: Annotated[str, shown("en")]

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

    access_token: Annotated[str, shown("eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c3JfIn0.c2ln")]
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: Annotated[int, shown(600, minimum=1)]
    refresh_token: RefreshToken
    user: Me


class SessionOut(BaseModel):
    """One of the caller's sessions."""

    id: SessionId
    device_name: Annotated[str, shown("laptop")] | None
    place: str | None = None
    created_at: Time
    last_used_at: Time
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
    kid: Annotated[str, shown("ZTgxM2Q")]
    x: Annotated[str, shown("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]


class Jwks(BaseModel):
    """GET /.well-known/jwks.json (RFC 7517)"""

    keys: list[Jwk]
