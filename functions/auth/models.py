"""The auth table.

pk                 sk              kind
ACC#<user>         A               Account       published: who a user is
ACC#@<handle>      H               HandleClaim   published: handles are unique
EML#<hash>         E               EmailClaim    e-mail addresses are unique
USR#<user>         CRED            Credential    password hash
USR#<user>         SES#<session>   Device        the user's list of sessions
SES#<session>      S               Session       published: exists = may act
FAM#<session>      F               Family        refresh tokens of a session
KEY#               <kid>           PublicKey     published: verifies access tokens
"""

from __future__ import annotations

import hashlib
from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from commons.db import Record
from commons.errors import NotFound

from .errors import InvalidRefreshToken


class Account(Record):
    """Who a user is. Name, bio and picture are copies of what the users service keeps."""

    prefix = "ACC#"

    handle = UnicodeAttribute()
    email = UnicodeAttribute()
    email_verified = BooleanAttribute(default=False)
    display_name = UnicodeAttribute()
    bio = UnicodeAttribute(default="")
    avatar_url = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(default="en")
    created_at = UnicodeAttribute()
    revision = NumberAttribute(default=0)
    suspended = BooleanAttribute(default=False)
    suspension = NumberAttribute(default=0)
    """Counts suspensions and reinstatements."""

    @property
    def user_id(self) -> str:
        """Whose account it is."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def load(cls, user_id: str) -> Self:
        """The account, or NotFound."""
        return cls.load_row(f"ACC#{user_id}", "A")


class HandleClaim(Record):
    """The user who holds a handle."""

    prefix = "ACC#"

    user_id = UnicodeAttribute()

    @classmethod
    def of(cls, handle: str, user_id: str) -> Self:
        """A claim to be created."""
        return cls(f"ACC#@{handle}", "H", user_id=user_id)

    @classmethod
    def find(cls, handle: str) -> Self | None:
        """The claim on a handle."""
        return cls.find_row(f"ACC#@{handle}", "H")


class EmailClaim(Record):
    """The user who holds an e-mail address; the key is a hash, so that listings show none."""

    prefix = "EML#"

    user_id = UnicodeAttribute()

    @classmethod
    def of(cls, email: str, user_id: str) -> Self:
        """A claim to be created."""
        return cls(_email_key(email), "E", user_id=user_id)

    @classmethod
    def find(cls, email: str) -> Self | None:
        """The claim on an address."""
        return cls.find_row(_email_key(email), "E")


class Credential(Record):
    """A user's password, hashed."""

    prefix = "USR#"

    password_hash = UnicodeAttribute()

    @classmethod
    def of(cls, user_id: str, password_hash: str) -> Self:
        """A credential to be created."""
        return cls(f"USR#{user_id}", "CRED", password_hash=password_hash)

    @classmethod
    def find(cls, user_id: str) -> Self | None:
        """The user's credential."""
        return cls.find_row(f"USR#{user_id}", "CRED")


class Session(Record):
    """A session that may act; deleting the row ends it everywhere within 5 seconds."""

    prefix = "SES#"

    user_id = UnicodeAttribute()
    suspended = BooleanAttribute(null=True)
    """Whether its account is: then it may not act, but it has not ended."""

    @classmethod
    def of(cls, session_id: str, user_id: str, ttl: int = 0) -> Self:
        """A session to be created, changed or deleted."""
        return cls(f"SES#{session_id}", "S", user_id=user_id, ttl=ttl)


class Family(Record):
    """The refresh tokens of a session: ``generation`` is the newest one handed out."""

    prefix = "FAM#"
    missing = InvalidRefreshToken

    user_id = UnicodeAttribute()
    generation = NumberAttribute(default=1)
    salt = UnicodeAttribute()

    @property
    def session_id(self) -> str:
        """The session it belongs to."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def load(cls, session_id: str) -> Self:
        """The family, or InvalidRefreshToken."""
        return cls.load_row(f"FAM#{session_id}", "F")


class Device(Record):
    """One session in its user's list."""

    prefix = "USR#"
    missing = NotFound

    device_name = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    last_used_at = UnicodeAttribute()

    @property
    def session_id(self) -> str:
        """The session it describes."""
        return self.sk.removeprefix("SES#")

    @classmethod
    def of(cls, user_id: str, session_id: str, **values: Any) -> Self:
        """An entry to be created, changed or deleted."""
        return cls(f"USR#{user_id}", f"SES#{session_id}", **values)

    @classmethod
    def load(cls, user_id: str, session_id: str) -> Self:
        """The entry, or NotFound: also for another user's session."""
        return cls.load_row(f"USR#{user_id}", f"SES#{session_id}")

    @classmethod
    def list(cls, user_id: str) -> list[Self]:
        """The user's sessions, oldest first."""
        found = cls.query(f"USR#{user_id}", cls.sk.startswith("SES#"), consistent_read=True)
        return list(found)


class PublicKey(Record):
    """A key that verifies access tokens until its ``ttl``: ``x`` as in RFC 8037.

    generation: which of the keys derived from the secret; 0 only verifies.
    signs_from_s: when it begins to sign, in seconds since the epoch.
    """

    prefix = "KEY#"

    x = UnicodeAttribute()
    generation = NumberAttribute(default=0)
    signs_from_s = NumberAttribute(default=0)

    @classmethod
    def list(cls) -> list[Self]:
        """All keys that are published; one past its ``ttl`` may linger."""
        return list(cls.query("KEY#", consistent_read=True))


def _email_key(email: str) -> str:
    return f"EML#{hashlib.sha256(email.casefold().encode()).hexdigest()}"
