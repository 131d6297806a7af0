"""Every copy that a service keeps of another's facts can be made equal to them again."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest

from commons.events import Consumer, envelope
from commons.settings import settings
from commons.testing import Context, Person, call, declarations, endpoint_of
from commons.wire import item
from functions.auth.models import Account
from functions.messages.dms import Tie
from functions.users.endpoints.update_me import update_me
from ops.rebuild import COPIES, Copy, facts
from ops.stage import Stage as Running
from tests.functions.auth.conftest import registered
from tests.functions.communities.conftest import founded
from tests.functions.communities.directory import entries, spoil
from tests.functions.users.endpoints.test_set_relationship import wish
from tests.ops.conftest import MENDED, Stage, local, stage

__all__ = ["local", "stage"]

#: Consumers that keep nothing that could be wrong: they end things, or run one copy of another's.
KEEP_NONE = {
    "realtime/on_account_suspended": "closes sockets",
    "realtime/on_member_banned": "closes sockets",
    "realtime/on_member_removed": "closes sockets",
    "realtime/on_session_revoked": "closes sockets",
    "realtime/on_relationship_changed": "appends to a log of seven days, which is nobody's copy",
    "realtime/on_conversation_changed": "appends to a log of seven days, which is nobody's copy",
    "communities/on_message_moderated": "writes the audit log, which is nobody's copy",
    "communities/on_messages_moderated": "writes the audit log, which is nobody's copy",
    "communities/on_community_changed": "appends to a log of seven days, which is nobody's copy",
    "communities/on_post_moderated": "writes the audit log, which is nobody's copy",
    "communities/on_thread_moderated": "writes the audit log, which is nobody's copy",
    "communities/on_raid_step_due": "takes the next step of what was begun",
    "communities/on_calendar_event_created": "makes schedules",
    "communities/on_calendar_event_updated": "makes schedules",
    "communities/on_member_updated": "makes schedules",
    "messages/on_deadline_set": "makes schedules",
    "messages/on_message_scheduled": "makes schedules",
    "communities/on_calendar_event_deleted": "deletes answers and schedules",
    "communities/on_member_banned_free_seats": "deletes answers",
    "communities/on_member_removed_free_seats": "deletes answers",
    "communities/on_circle_deleted": "deletes what is left",
    "messages/on_channel_deleted": "deletes what is left",
    "posts/on_channel_deleted": "deletes what is left",
    "posts/on_comment_deleted": "deletes what is left",
    "posts/on_post_deleted": "deletes what is left",
    "communities/on_member_banned": "keeps the directory, as on_member_joined does",
    "communities/on_member_removed": "keeps the directory, as on_member_joined does",
}
CONSUMERS = {f"{d.service}/{d.name}": d for d in declarations() if isinstance(d, Consumer)}


def rebuilt(copy: Copy) -> None:
    """Rebuild a copy in the tables of the tests, its consumer called as Lambda would."""
    for event in facts(Running(settings().stage), copy):
        CONSUMERS[copy.consumer](envelope(event), Context())


def profile(_: Person) -> Callable[[], None]:
    """A log-in's copy of a profile is spoiled; the check that it is as its user wrote it."""
    who, body = registered(), {"display_name": "Ada", "bio": "Countess", "locale": "fr"}
    assert call(update_me, "/users/me", as_=who.token, body=body).status == 200
    account = Account.load(who.user_id)
    account.update([Account.display_name.set("Bob"), Account.bio.set(""), Account.locale.remove()])

    def check() -> None:
        kept = Account.load(who.user_id)
        assert {name: getattr(kept, name) for name in body} == body
        me = call(endpoint_of("GET /v1/users/me"), "/users/me", as_=who.token).body
        assert {name: me[name] for name in body} == body

    return check


def directory(owner: Person) -> Callable[[], None]:
    """A community stands in the wrong place; the check that it stands in its own."""
    place = founded(owner, "public")
    spoil(place.community_id)

    def check() -> None:
        assert entries(place.community_id) == [f"S62#{place.community_id}"]

    return check


def relationships(_: Person) -> Callable[[], None]:
    """A block that messages did not hear of; the check that it knows."""
    ada, bob = registered(), registered()
    wish(ada, bob, {"type": "blocked"})

    def check() -> None:
        tie = Tie.find_row(f"TIE#{ada.user_id}", bob.user_id)
        assert tie is not None
        assert tie.relation == "blocked"

    return check


SPOIL = {"profiles": profile, "directory": directory, "relationships": relationships}


def test_every_consumer_says_what_it_keeps() -> None:
    kept = {copy.consumer for copy in COPIES.values()}
    assert not kept & KEEP_NONE.keys()
    assert CONSUMERS.keys() == kept | KEEP_NONE.keys(), "add it to COPIES in ops/rebuild.py"


@pytest.mark.parametrize("name", COPIES)
def test_a_spoiled_copy_is_what_its_owner_says(
    name: str, alice: Person, fresh_caches: None
) -> None:
    check = SPOIL[name](alice)
    with pytest.raises(AssertionError):
        check()
    rebuilt(COPIES[name])
    check()
    rebuilt(COPIES[name])
    check()


def test_the_command_tells_the_consumer_and_nobody_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    dynamodb = stage.local.client("dynamodb")
    key = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    dynamodb.create_table(
        TableName=f"{stage.name}-communities",
        KeySchema=key,
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
        BillingMode="PAY_PER_REQUEST",
    )
    for number in range(3):
        row = {"pk": f"COM#com_{number}", "sk": "COM", "owner_id": "usr_1"}
        dynamodb.put_item(TableName=f"{stage.name}-communities", Item=item(row))
    stage.function("communities-on-member-joined", MENDED)

    assert "3 would be told" in stage.ops("rebuild", "directory", "--dry-run")
    assert stage.done("communities-on-member-joined") == []
    assert "done, 3 told" in stage.ops("rebuild", "directory")
    told = stage.done("communities-on-member-joined")
    assert {one["detail"]["community_id"] for one in told} == {"com_0", "com_1", "com_2"}


def test_a_consumer_that_fails_is_named(stage: Stage) -> None:
    assert "directory" in stage.ops("rebuild")
    stage.ops("rebuild", secrets.token_hex(3), code=2)
