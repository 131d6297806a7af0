"""Password hashes: argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

#: Verified for unknown users, so that they take as long as known ones. Of a random password.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA"
    "$5Ux7oAEIzqJMnXjFFGFcHvlVSzhS6xkGsZPPgBRJHmc"
)


def hash_password(password: str) -> str:
    """The hash to store."""
    return HASHER.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes as long when there is no such user."""
    try:
        return HASHER.verify(password_hash or NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
