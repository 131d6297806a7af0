"""Profiles that change at users change in the answers of log-in."""

from __future__ import annotations

from typing import Any

from commons.contracts.users import ProfileChanged
from commons.ids import USER, new_id
from commons.testing import deliver
from functions.auth.consumers.on_profile_changed import on_profile_changed
from tests.functions.auth.conftest import Registered, again
from tests.refusals import nothing_changes


def changed(user_id: str, revision: int = 1, **more: Any) -> ProfileChanged:
    """What users tells."""
    values: dict[str, Any] = {
        "display_name": "Countess",
        "bio": "numbers",
        "avatar_url": "https://example.org/a.png",
        "locale": "fr",
    }
    return ProfileChanged(user_id=user_id, revision=revision, **(values | more))


def test_log_in_shows_the_newest_profile(ada: Registered) -> None:
    assert deliver(on_profile_changed, changed(ada.user_id)) == []

    user = again(ada).tokens["user"]
    assert (user["display_name"], user["bio"]) == ("Countess", "numbers")
    assert (user["avatar_url"], user["locale"]) == ("https://example.org/a.png", "fr")
    assert user["email"] == ada.email


def test_what_was_removed_is_gone(ada: Registered) -> None:
    removed = changed(ada.user_id, 2, avatar_url=None, bio="")
    deliver(on_profile_changed, changed(ada.user_id), removed)

    user = again(ada).tokens["user"]
    assert (user["avatar_url"], user["bio"]) == (None, "")


def test_twice_is_once(ada: Registered) -> None:
    event = changed(ada.user_id)
    deliver(on_profile_changed, event)
    with nothing_changes("auth"):
        assert deliver(on_profile_changed, event, event) == []


def test_a_late_event_changes_nothing(ada: Registered) -> None:
    deliver(on_profile_changed, changed(ada.user_id, 2))
    with nothing_changes("auth"):
        assert deliver(on_profile_changed, changed(ada.user_id, 1, display_name="Old")) == []


def test_a_user_who_is_gone_does_not_come_back(aws: str) -> None:
    with nothing_changes("auth"):
        assert deliver(on_profile_changed, changed(new_id(USER))) == []
