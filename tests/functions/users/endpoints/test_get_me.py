"""Oneself, with what others do not see."""

from commons.testing import Person, call, person
from functions.users.endpoints.get_me import get_me
from tests.refusals import check_needs_caller


def test_one_sees_oneself_whole(aws: str) -> None:
    ada = person("ada")
    reply = call(get_me, "/users/me", as_=ada)

    assert reply.status == 200
    assert reply.body.pop("created_at")
    assert reply.body == {
        "id": ada.user_id,
        "handle": "ada",
        "display_name": "Ada",
        "avatar_url": None,
        "bio": "",
        "email": "ada@example.org",
        "email_verified": False,
        "locale": "en",
    }


def test_everybody_is_themselves(alice: Person, bob: Person) -> None:
    assert call(get_me, "/users/me", as_=bob).body["id"] == bob.user_id != alice.user_id


def test_nobody_is_nobody(aws: str) -> None:
    check_needs_caller(get_me, "/users/me")
