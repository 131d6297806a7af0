"""What people do with their accounts and profiles."""

from __future__ import annotations

import secrets

from commons.testing import Context, Person, call
from functions.auth.endpoints.delete_session import delete_session
from functions.auth.endpoints.logout import logout
from functions.auth.endpoints.refresh_token import refresh_token
from functions.auth.endpoints.register import register
from functions.auth.jobs.suspend_account import suspend_account
from functions.users.endpoints.end_relationship import end_relationship
from functions.users.endpoints.set_relationship import set_relationship
from functions.users.endpoints.update_me import update_me
from tests.events.world import Actions, World, expect
from tests.functions.auth.conftest import Registered, again, refreshed, registered


def sign_up(world: World) -> None:
    name = world.rng.choice([{}, {"display_name": "Grace"}])
    world.registered.append(registered(**name).user_id)


def log_out(world: World) -> None:
    other = _with_socket(world)
    expect(204, call(logout, "/auth/logout", as_=other.token))


def end_session(world: World) -> None:
    other = _with_socket(world)
    path = f"/auth/sessions/{other.session_id}"
    expect(204, call(delete_session, path, as_=other.token))


def replay_token(world: World) -> None:
    """An old refresh token, used after its successor was: somebody has stolen one of them."""
    other = _with_socket(world)
    old = other.tokens["refresh_token"]
    expect(200, refreshed(refreshed(old).body["refresh_token"]))
    expect(401, refreshed(old))


def _with_socket(world: World) -> Registered:
    other = again(world.member)
    world.open(Person(other.user_id, other.session_id))
    return other


def suspend(world: World) -> None:
    """Two accounts: one stays suspended, one is reinstated."""
    for left in (True, False):
        other = registered()
        world.registered.append(other.user_id)
        world.suspended[other.user_id] = left
        suspend_account({"detail": {"user_id": other.user_id}}, Context())
        if not left:
            detail = {"user_id": other.user_id, "reinstate": True}
            suspend_account({"detail": detail}, Context())


def edit_profile(world: World) -> None:
    """Something is removed, or not; then something new."""
    if world.rng.random() < 0.3:
        _change_profile(world, **{world.rng.choice(["bio", "avatar_url"]): None, "locale": "fr"})
    new = secrets.token_hex(3)
    name = world.rng.choice(["Ada", "Countess", None])
    avatar = f"https://a.test/{new}.png"
    _change_profile(world, bio=f"grows {new}", avatar_url=avatar, display_name=name)


def _change_profile(world: World, **body: object) -> None:
    expect(200, call(update_me, "/users/me", as_=world.member.token, body=body))


def relate(world: World) -> None:
    """Somebody new asks, is accepted or not, and is blocked, or not."""
    other = registered()
    world.registered.append(other.user_id)
    _wish(other, world.member, "friend")
    if world.rng.random() < 0.5:
        _wish(world.member, other, "friend")
    _wish(world.member, other, world.rng.choice(["friend", "blocked"]))


def part(world: World) -> None:
    """Two who were friends are not."""
    other = registered()
    world.registered.append(other.user_id)
    _wish(other, world.member, "friend")
    _wish(world.member, other, "friend")
    path = f"/users/me/relationships/{other.user_id}"
    expect(204, call(end_relationship, path, as_=world.member.token))


def _wish(who: Registered, other: Registered, wanted: str) -> None:
    path = f"/users/me/relationships/{other.user_id}"
    expect(200, call(set_relationship, path, as_=who.token, body={"type": wanted}))


ACTIONS: Actions = [
    (register, sign_up),
    (logout, log_out),
    (delete_session, end_session),
    (refresh_token, replay_token),
    (suspend_account, suspend),
    (update_me, edit_profile),
    (set_relationship, relate),
    (end_relationship, part),
]
