"""The models that one service publishes for others to read, each limited to its key prefix.

The owner writes them in its own table; IAM limits readers to the prefix (``dynamodb:LeadingKeys``).
"""

from commons.declare import READ, Grant

#: Sessions; read by ``commons.auth`` for every caller, over HTTP and over sockets.
SESSIONS = Grant("auth", ("GetItem",), ("SES#",))

#: Public signing keys; read by ``commons.auth`` where tokens are verified.
PUBLIC_KEYS = Grant("auth", ("Query",), ("KEY#",))

#: Who an account is: handle, first display name, e-mail; read by ``commons.accounts``.
ACCOUNTS = Grant("auth", ("GetItem", "BatchGetItem"), ("ACC#",))

#: Members, roles, channels and their version; read by ``commons.access``.
ACCESS = Grant("communities", READ, ("A#",))

#: DMs and groups: who is in them, and hears them; read by ``commons.direct``.
DIRECTS = Grant("messages", ("BatchGetItem", "Query"), ("DMS#", "S#h:dmc_"))

#: Threads, and who takes part in them; read by ``commons.threads``.
THREADS = Grant("messages", READ, ("A#",))

#: A socket's identity and frame count; touched by ``commons.sockets`` at every frame.
SOCKETS = Grant("realtime", ("UpdateItem",), ("C#",))


#: How often a caller called; counted by ``commons.limits`` at every request.
RATE_LIMITS = Grant("core", ("UpdateItem",), ("LIMIT#",))

#: Sealed answers by Idempotency-Key; read and written by ``commons.idempotency``.
KEPT_ANSWERS = Grant("core", ("GetItem", "PutItem"), ("IDEM#",))


def stream_reader(owner: str) -> Grant:
    """Read the stream logs in the table of ``owner``."""
    return Grant(owner, READ, ("S#",))


def stream_appender(owner: str) -> Grant:
    """Append to the stream logs in the table of ``owner``, and ask what a key has done there."""
    return Grant(owner, ("GetItem", "PutItem", "UpdateItem"), ("S#",))


def stream_writer(owner: str) -> Grant:
    """Append to, fill holes of, and move cursors in the stream logs of ``owner``."""
    return Grant(owner, (*READ, "PutItem", "UpdateItem", "ConditionCheckItem"), ("S#",))
