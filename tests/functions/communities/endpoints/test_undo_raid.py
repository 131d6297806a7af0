"""Asking to undo a raid."""

from __future__ import annotations

from commons.contracts.communities.raids import RaidStepDue
from commons.permissions import Permission
from commons.testing import emitted, person
from functions.communities.endpoints.undo_raid import undo_raid
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.entrances import add_role
from tests.functions.communities.logs import log_of
from tests.functions.communities.raiders import asked
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    nothing_changes,
)

SOMEBODY = f"usr_{'0' * 26}"
ROOT = {"user_id": SOMEBODY}
GOOD = {"root": ROOT, "action": "kick"}
BAD: dict[str, tuple[object, ...]] = {
    "action": ([], {}, True, None, "mute"),
    "since": ([], {}, True, "yesterday", "2026-11-20T17:45:00Z"),
    "revoke_invites": ([], {}, None, "yes"),
    "preview": ([], {}, None, 1),
    "reason": ([], {}, True, "x" * 513),
    "root": ([], True, None, {}, {"user_id": SOMEBODY, "inviter_id": SOMEBODY}),
}


def test_it_begins_and_is_written_down(place: Place) -> None:
    place.join(raider := person())
    reply = asked(place, {"user_id": raider.user_id}, "ban", reason="spam")

    assert reply.status == 202
    assert (reply.body["state"], reply.body["found"], reply.body["removed"]) == ("running", 1, 0)
    [due] = emitted(RaidStepDue, raid_id=reply.body["id"])
    assert (due.community_id, due.step) == (place.community_id, 0)
    entry = log_of(place.community_id)[-1]
    assert (entry["action"], entry["target_id"], entry["reason"]) == (
        "raid_undone",
        raider.user_id,
        "spam",
    )


def test_who_may_only_kick_does_not_ban(place: Place) -> None:
    with nothing_changes("communities"):
        check_lacks(asked(place, ROOT, "kick", by=place.member), "KICK_MEMBERS")
    add_role(place, Permission.KICK_MEMBERS, 5, place.member)
    assert asked(place, ROOT, "kick", by=place.member).status == 202
    with nothing_changes("communities"):
        check_lacks(asked(place, ROOT, "ban", by=place.member), "BAN_MEMBERS")


def test_an_invite_nobody_made_here_is_not_found(place: Place) -> None:
    with nothing_changes("communities"):
        reply = asked(place, {"invite_id": f"inv_{'0' * 26}"}, "kick")
        check_refused(reply, 404, "not_found")


def test_strangers_learn_nothing(place: Place) -> None:
    check_hidden(undo_raid, lambda community: f"/communities/{community}/raids", place, body=GOOD)


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"{place.path}/raids"
    with nothing_changes("communities"):
        check_bad_bodies(undo_raid, path, GOOD, place.owner)
        check_bad_fields(undo_raid, path, GOOD, BAD, place.owner)
        reply = asked(place, {"user_id": "x"}, "kick")
        check_invalid(reply, "/body/root/user_id")
