"""Whoever acts by a permission that not everybody has leaves an entry in the audit log."""

from __future__ import annotations

from commons.http import Endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.testing import declarations
from functions.communities.audit import AUDIT_READS, AUDIT_WRITES
from tests.architecture.sources import below

#: What is given to some members to act upon others and what is not theirs.
PRIVILEGED = (
    Permission.MANAGE_MESSAGES
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_INVITES
    | Permission.MANAGE_CIRCLES
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_COMMUNITY
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.TIMEOUT_MEMBERS
    | Permission.MANAGE_NICKS
    | Permission.MODERATE
    | Permission.MANAGE_AUTOMOD
    | Permission.MANAGE_TIERS
    | Permission.MANAGE_INTEGRATIONS
    | Permission.MANAGE_POSTS
    | Permission.MANAGE_EVENTS
    | Permission.ADMINISTRATOR
)
#: Privileged, changing something, and without an entry of its own: why.
WITHOUT: dict[str, str] = {}


def endpoints() -> list[Endpoint]:
    """All of them."""
    return [d for d in declarations() if isinstance(d, Endpoint)]


def privileged() -> list[Endpoint]:
    """Those of communities that change something by a permission which not everybody has."""
    return [
        d
        for d in endpoints()
        if d.service == "communities"
        and d.method != "GET"
        and (d.writes or d.purges)
        and d.permission is not None
        and d.permission & PRIVILEGED
    ]


def test_what_is_done_by_permission_is_recorded() -> None:
    silent = [d.name for d in privileged() if not {*AUDIT_WRITES} <= {*d.writes}]
    assert [name for name in silent if name not in WITHOUT] == []
    assert WITHOUT.keys() <= {*silent}


def test_who_records_says_so_and_asks_why() -> None:
    """The reason is a parameter of whatever a moderator does; founding has none."""
    for d in privileged():
        if d.name not in WITHOUT:
            assert {*AUDIT_READS} <= {*d.reads}, d.handler
            assert AuditReason in d.run.__annotations__.values(), d.handler


def test_entries_are_written_by_the_module_that_chains_them() -> None:
    """Nobody else makes one, and what is not in the module's own transaction is not chained."""
    writers = [
        source.path
        for source in below("functions")
        if any("AuditEntry" in name for _, name in source.imported())
        and ("AuditEntry.of(" in source.text or "AuditEntry(" in source.text)
    ]
    assert writers == ["functions/communities/audit.py"]
