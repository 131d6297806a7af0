"""Editing one's profile: a merge patch that loses nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.users import ProfileChanged
from commons.testing import Person, Reply, call, deliver, emitted
from functions.auth.consumers.on_profile_changed import on_profile_changed
from functions.users.endpoints.get_me import get_me
from functions.users.endpoints.update_me import update_me
from tests.functions.auth.conftest import registered
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_bad_fields, check_needs_caller, nothing_changes

PATH = "/users/me"
FULL = {
    "display_name": "Countess",
    "bio": "numbers\nand more",
    "avatar_url": "https://example.org/a.png",
    "locale": "pt-BR",
}
BAD: dict[str, tuple[object, ...]] = {
    "display_name": ([], {}, True, 1.5, "", "  ", "x" * 65, "a\0b", "a\nb", "\x1b[2J"),
    "bio": ([], {}, True, 1.5, "x" * 1001, "a\0b", "\x9b2J"),
    "avatar_url": (
        "https://¾",
        "https://a b",
        "https://a.test/%",
        "https://[",
        [],
        {},
        True,
        "",
        "http://a.b",
        "javascript:x",
        "https://a b",
        "https://a\n",
    ),
    "locale": ([], {}, True, "", "EN", "e", "en_US", "en-", "x" * 36),
}


def edited(who: Person | str, **changes: object) -> Reply:
    """Edit a profile."""
    return call(update_me, PATH, as_=who, body=changes)


def me(who: Person | str) -> dict[str, object]:
    """The profile now."""
    shown: dict[str, object] = call(get_me, PATH, as_=who).body
    return shown


def test_what_was_edited_is_shown(alice: Person) -> None:
    before = me(alice)
    reply = edited(alice, **FULL)

    assert reply.status == 200
    assert reply.body == before | FULL == me(alice)


def test_what_is_absent_stays(alice: Person) -> None:
    edited(alice, **FULL)
    assert edited(alice, bio="less").body == me(alice)
    assert me(alice) == me(alice) | FULL | {"bio": "less"}


def test_null_removes(alice: Person) -> None:
    edited(alice, **FULL)
    shown = edited(alice, **dict.fromkeys(FULL)).body

    assert shown == me(alice)
    assert (shown["bio"], shown["avatar_url"], shown["locale"]) == ("", None, "en")
    assert shown["display_name"] == shown["handle"]


def test_a_removed_name_does_not_come_back_from_auth(fresh_caches: None) -> None:
    person = registered(display_name="Ada")
    for changes in (FULL, dict.fromkeys(FULL)):
        edited(person.token, **changes)
        deliver(on_profile_changed, *emitted(ProfileChanged, user_id=person.user_id))
    assert me(person.token)["display_name"] == person.handle
    assert me(person.token)["locale"] == "en"


def test_others_keep_theirs(alice: Person, bob: Person) -> None:
    before = me(bob)
    edited(alice, **FULL)
    assert me(bob) == before


def test_an_edit_is_told(alice: Person) -> None:
    edited(alice, **FULL)
    edited(alice, avatar_url=None)

    first, second = emitted(ProfileChanged, user_id=alice.user_id)
    assert (first.revision, second.revision) == (1, 2)
    assert (first.display_name, first.avatar_url) == (FULL["display_name"], FULL["avatar_url"])
    assert (second.avatar_url, second.locale) == (None, FULL["locale"])


def test_a_merge_patch_may_say_so(alice: Person) -> None:
    headers = {"content-type": "application/merge-patch+json; charset=utf-8"}
    assert call(update_me, PATH, as_=alice, body={"bio": "x"}, headers=headers).status == 200


def test_four_devices_at_once_lose_nothing(alice: Person) -> None:
    fields = list(FULL)
    replies = in_parallel(4, lambda i: edited(alice, **{fields[i]: FULL[fields[i]]}))

    assert Counter(reply.status for reply in replies) == {200: 4}
    assert me(alice) == me(alice) | FULL


def test_a_crowd_of_devices_is_counted_once_each(alice: Person) -> None:
    replies = in_parallel(20, lambda i: edited(alice, bio=f"{i}"))

    done = [reply.body["bio"] for reply in replies if reply.status == 200]
    assert {reply.status for reply in replies} <= {200, 503}
    told = emitted(ProfileChanged, user_id=alice.user_id)
    assert sorted(event.revision for event in told) == list(range(1, len(done) + 1))
    assert sorted(event.bio for event in told) == sorted(done)
    assert me(alice)["bio"] == max(told, key=lambda event: event.revision).bio


def test_what_cannot_be_read_changes_nothing(alice: Person) -> None:
    with nothing_changes("users"):
        check_bad_bodies(update_me, PATH, FULL, alice)
        check_bad_fields(update_me, PATH, FULL, BAD, alice)


@pytest.mark.parametrize("field", ["id", "handle", "email", "email_verified", "created_at"])
def test_what_is_not_the_profile_is_not_edited(alice: Person, field: str) -> None:
    with nothing_changes("users", "auth"):
        assert edited(alice, **{field: "x"}).status == 422


def test_nobody_edits_nothing(aws: str) -> None:
    with nothing_changes("users"):
        check_needs_caller(update_me, PATH, body=FULL)
