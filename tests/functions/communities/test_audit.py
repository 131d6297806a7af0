"""Every privileged act writes one entry of the audit log with what it changed, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from commons import access, auth
from commons.ids import position_of
from commons.testing import Reply, call, person
from functions.communities.audit import Act
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.delete_invite import delete_invite
from functions.communities.endpoints.lift_ban import lift_ban
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.endpoints.update_channel import update_channel
from functions.communities.endpoints.update_community import update_community
from functions.communities.rules.audit import NOTHING, bounded, digest
from tests.faults import AFTER, BEFORE, calls
from tests.faults.figures import Figures
from tests.functions.communities.conftest import Place, founded
from tests.functions.communities.logs import Entry, head_of, log_of
from tests.parallel import in_parallel
from tests.refusals import check_invalid, nothing_changes

REASON = "Werbung, zum dritten Mal: 🙄"
HEADERS = {"x-audit-reason": quote(REASON)}


@dataclass(frozen=True)
class Done:
    """One privileged act of the owner's, and what its entry says."""

    act: Act
    do: Callable[[], Reply]
    target_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    target_type: str = "user"


def kicked(place: Place) -> Done:
    """Kick the member."""
    path = f"{place.path}/members/{place.member.user_id}"
    before: dict[str, Any] = {"nick": None, "roles": [], "inviter_id": place.owner.user_id}
    return Done(
        Act.MEMBER_KICKED,
        lambda: call(remove_member, path, as_=place.owner, headers=HEADERS),
        place.member.user_id,
        before,
        None,
    )


def banned(place: Place) -> Done:
    """Ban the member."""
    path, body = f"{place.path}/bans/{place.member.user_id}", {"reason": "spam"}
    return Done(
        Act.MEMBER_BANNED,
        lambda: call(ban_member, path, as_=place.owner, body=body, headers=HEADERS),
        place.member.user_id,
        {"nick": None, "roles": []},
        {"reason": "spam"},
    )


def lifted(place: Place) -> Done:
    """Lift the ban of the banned."""
    path = f"{place.path}/bans/{place.banned.user_id}"
    return Done(
        Act.BAN_LIFTED,
        lambda: call(lift_ban, path, as_=place.owner, headers=HEADERS),
        place.banned.user_id,
        {"reason": "spam", "actor_id": place.owner.user_id},
        None,
    )


def community_edited(place: Place) -> Done:
    """Give the community another name and description."""
    body = {"name": "Bakers", "description": "Bread."}
    return Done(
        Act.COMMUNITY_UPDATED,
        lambda: call(update_community, place.path, as_=place.owner, body=body, headers=HEADERS),
        place.community_id,
        {"name": "Acme", "description": ""},
        body,
        "community",
    )


def channel_made(place: Place) -> Done:
    """Add a channel; its id is new."""
    path, body = f"{place.path}/channels", {"name": "more", "topic": "x" * 600}
    return Done(
        Act.CHANNEL_CREATED,
        lambda: call(create_channel, path, as_=place.owner, body=body, headers=HEADERS),
        "",
        None,
        {"name": "more", "type": "text", "topic": "x" * 511 + "…"},
        "channel",
    )


def channel_edited(place: Place) -> Done:
    """Give the channel a topic."""
    path, body = f"/channels/{place.channel_id}", {"topic": "Bread"}
    return Done(
        Act.CHANNEL_UPDATED,
        lambda: call(update_channel, path, as_=place.owner, body=body, headers=HEADERS),
        place.channel_id,
        {"topic": None},
        {"topic": "Bread"},
        "channel",
    )


def invite_revoked(place: Place) -> Done:
    """Revoke an invite of the member's."""
    made = call(create_invite, f"{place.path}/invites", as_=place.member, body={"max_uses": 3})
    code = str(made.body["code"])
    return Done(
        Act.INVITE_DELETED,
        lambda: call(delete_invite, f"/invites/{code}", as_=place.owner, headers=HEADERS),
        str(made.body["id"]),
        {"inviter_id": place.member.user_id, "uses": 0, "max_uses": 3},
        None,
        "invite",
    )


ACTS = (
    kicked,
    banned,
    lifted,
    community_edited,
    channel_made,
    channel_edited,
    invite_revoked,
)
every_act = pytest.mark.parametrize("prepared", ACTS, ids=lambda make: make.__name__)


def check_chain(community_id: str) -> list[Entry]:
    """The log is one chain from the founding to its head; its entries."""
    log, head = log_of(community_id), head_of(community_id)
    assert [entry["n"] for entry in log] == list(range(1, len(log) + 1))
    prev = NOTHING
    for entry in log:
        assert entry["prev"] == prev
        assert entry["hash"] == digest(entry)
        assert position_of("aud", entry["id"]) == entry["n"]
        prev = entry["hash"]
    assert head == (len(log), prev)
    assert [entry["at"] for entry in log] == sorted(entry["at"] for entry in log)
    return log


def test_a_log_begins_with_the_founding(place: Place) -> None:
    first = check_chain(place.community_id)[0]
    assert (first["action"], first["actor_id"]) == ("community_created", place.owner.user_id)
    assert (first["target_type"], first["target_id"]) == ("community", place.community_id)
    assert first["after"] == {"name": "Acme", "description": "", "visibility": "private"}


@every_act
def test_an_act_writes_one_entry_with_what_it_changed(
    prepared: Callable[[Place], Done], place: Place
) -> None:
    done = prepared(place)
    earlier = check_chain(place.community_id)
    reply = done.do()
    assert reply.status < 300, reply

    *same, entry = check_chain(place.community_id)
    assert same == earlier
    assert (entry["action"], entry["actor_id"]) == (done.act, place.owner.user_id)
    target_id = done.target_id or reply.body["id"]
    assert (entry["target_type"], entry["target_id"]) == (done.target_type, target_id)
    assert entry["reason"] == REASON
    for name, part in (("before", done.before), ("after", done.after)):
        assert entry[name] is None if part is None else entry[name].items() >= part.items()


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@every_act
def test_a_crash_leaves_act_and_entry_both_or_neither(
    prepared: Callable[[Place], Done], when: str, place: Place
) -> None:
    control = prepared(place)
    _start_cold()
    with calls() as watched:
        assert control.do().status < 300
    commit = watched.names.index("TransactWriteItems")

    other = founded(place.owner, "private")
    done = prepared(other)
    length = len(check_chain(other.community_id))
    _start_cold()
    if when == BEFORE:
        with nothing_changes("communities"), calls(kill_at=commit, when=when):
            done.do()
    else:
        with calls(kill_at=commit, when=when):
            done.do()
    log = check_chain(other.community_id)
    assert len(log) - length == (when == AFTER)
    assert when == BEFORE or log[-1]["action"] == done.act


def _start_cold() -> None:
    """So that the same calls come in the same order."""
    access.forget()
    auth.forget()


def test_what_is_refused_or_changes_nothing_writes_none(place: Place) -> None:
    place.ban(place.member)
    with nothing_changes("communities"):
        place.ban(place.member)
        place.ban(place.owner)
        call(lift_ban, f"{place.path}/bans/{person().user_id}", as_=place.owner)
        call(update_community, place.path, as_=place.owner, body={"name": ""})


@pytest.mark.parametrize("sent", ["", "x" * 513, "100%", "a%0Ab", "%ff"])
@every_act
def test_what_is_no_reason_changes_nothing(
    prepared: Callable[[Place], Done], sent: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = prepared(place)
    monkeypatch.setitem(HEADERS, "x-audit-reason", sent)
    with nothing_changes("communities"):
        check_invalid(done.do(), "/header/x-audit-reason")


def test_leaving_and_revoking_ones_own_invite_are_nobodys_business(place: Place) -> None:
    length = len(log_of(place.community_id))
    code = call(create_invite, f"{place.path}/invites", as_=place.member, body={}).body["code"]
    assert call(delete_invite, f"/invites/{code}", as_=place.member).status == 204
    assert call(remove_member, f"{place.path}/members/me", as_=place.member).status == 204
    assert len(log_of(place.community_id)) == length


def test_the_reason_of_a_ban_is_that_of_its_entry_when_no_other_is_given(place: Place) -> None:
    place.ban(place.member, reason="spam")
    assert check_chain(place.community_id)[-1]["reason"] == "spam"


@pytest.mark.parametrize("many", [24, pytest.param(100, marks=pytest.mark.nightly)])
def test_writers_at_the_same_time_keep_one_chain(many: int, place: Place, figures: Figures) -> None:
    length = len(check_chain(place.community_id))
    crowd = [person() for _ in range(many)]
    refused: list[int] = []

    def act(i: int) -> Reply:
        text = f"{i}"
        match i % 4:
            case 0:
                return place.ban(crowd[i], reason=text)
            case 1:
                path, body = f"/channels/{place.channel_id}", {"topic": text}
                return call(update_channel, path, as_=place.owner, body=body)
            case 2:
                path, body = f"{place.path}/channels", {"name": text}
                return call(create_channel, path, as_=place.owner, body=body)
        return call(update_community, place.path, as_=place.owner, body={"name": text})

    def repeated(i: int) -> Reply:
        """As a client does: 503 is repeated, it has written nothing."""
        while (reply := act(i)).status == 503:
            refused.append(i)
        return reply

    replies = in_parallel(many, repeated)
    assert {reply.status for reply in replies} <= {200, 201, 204}, replies
    log = check_chain(place.community_id)
    assert len(log) == length + many
    acts = [(entry["reason"], entry["after"]) for entry in log[length:]]
    said = [reason or after.get("topic") or after["name"] for reason, after in acts]
    assert sorted(said) == sorted(f"{i}" for i in range(many))
    figures("acts at the same time that were refused with 503 and repeated", len(refused))


def test_an_entry_holds_what_has_one_form_only() -> None:
    assert bounded({"a": [1, 2.0, None, True, "x"]}) == {"a": [1, 2, None, True, "x"]}
    assert bounded(list(range(300))) == list(range(250))
    for odd in (1.5, 2**53, b"x", {"ä": 1}, {1: 1}, {1, 2}, float("inf"), float("nan")):
        with pytest.raises((TypeError, OverflowError, ValueError)):
            bounded(odd)
