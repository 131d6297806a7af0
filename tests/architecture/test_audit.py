"""Whoever acts by a permission that not everybody has leaves an entry in the audit log."""

from __future__ import annotations

from commons.events import Consumer
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
#: Changes what is the caller's own, whoever they are, so no entry tells of it.
ONES_OWN = {
    *("accept_invite", "join_community", "answer_onboarding", "confirm_age", "withdraw_age"),
    *("set_rsvp", "delete_rsvp"),
    *("create_calendar_feed", "delete_calendar_feed"),
    *("send_message", "edit_message", "update_read_state", "add_reaction", "remove_reaction"),
    *("vote_in_poll", "read_everything"),
    *("create_scheduled_message", "update_scheduled_message", "delete_scheduled_message"),
    *("create_thread", "join_thread", "leave_thread"),
    *("create_post", "create_comment", "update_comment"),
    *("add_post_reaction", "remove_post_reaction"),
    *("add_comment_reaction", "remove_comment_reaction"),
    *("explain_permission",),  # changes nothing
}
#: Where somebody can act on what others made, by what the handler decides.
SERVICES = ("communities", "messages", "posts")


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


def recorded_later() -> set[type]:
    """The events of acts in other services, whose consumers write the entries."""
    consumers = [d for d in declarations() if isinstance(d, Consumer)]
    return {e for d in consumers if {*AUDIT_WRITES} <= {*d.writes} for e in d.events}


def test_whatever_changes_something_is_recorded_or_ones_own() -> None:
    """Some acts are privileged by what the handler decides: a new one is looked at by somebody."""
    silent = {
        d.name
        for d in endpoints()
        if d.service in SERVICES
        and d.method != "GET"
        and not {*AUDIT_WRITES} <= {*d.writes}
        and not recorded_later() & {*d.emits}
    }
    assert silent == ONES_OWN


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
