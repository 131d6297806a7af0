"""The access read model: two units a check, never stale, never torn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.units import units_of
from commons import access
from commons.aws import client
from commons.errors import MissingPermission, NotFound, Unavailable
from commons.ids import CHANNEL, CIRCLE, ROLE, new_id
from commons.permissions import Permission
from commons.settings import table_name
from commons.testing import Person, call
from commons.transactions import transaction
from commons.wire import item
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.models.members import Member
from functions.communities.rules.members import (
    MAX_CHANNELS_GRANTED,
    MAX_CIRCLES,
    MAX_ROLES,
    MAX_ROLES_CHOSEN,
    MAX_TEMPORARY,
)
from tests.faults import calls
from tests.functions.messages.places import join
from tests.worlds import community

pytestmark = pytest.mark.usefixtures("fresh_caches")


def test_a_warm_check_is_one_read_of_two_units(alice: Person) -> None:
    _, channel_id = community(alice)
    access.standing(alice.user_id, channel_id=channel_id)

    with calls() as watched:
        access.standing(alice.user_id, channel_id=channel_id)

    assert watched.names == ["BatchGetItem"]
    assert units_of(watched.names, watched.requests, watched.answers).reads == 2


def test_a_change_of_roles_holds_on_the_next_check(alice: Person, bob: Person) -> None:
    community_id, channel_id = community(alice)
    join(community_id, owner=alice, who=bob)
    access.standing(bob.user_id, channel_id=channel_id).check(Permission.SEND_MESSAGES)

    _set_everyone(community_id, Permission.VIEW)

    with pytest.raises(MissingPermission):
        access.standing(bob.user_id, channel_id=channel_id).check(Permission.SEND_MESSAGES)


def test_a_check_while_roles_change_never_mixes_two_versions(alice: Person, bob: Person) -> None:
    """Roles flip between two sets: a check sees one or the other, or says it could not tell."""
    community_id, channel_id = community(alice)
    join(community_id, owner=alice, who=bob)
    flips = [Permission.VIEW | Permission.SEND_MESSAGES, Permission.VIEW | Permission.SPEAK]

    def flip(number: int) -> None:
        _set_everyone(community_id, flips[number % 2])

    def check(_: int) -> int:
        for _ in range(50):
            try:
                return access.standing(bob.user_id, channel_id=channel_id).permissions
            except Unavailable:
                continue
        return flips[0]

    flip(0)
    with ThreadPoolExecutor(8) as pool:
        checks = pool.map(check, range(200))
        list(pool.map(flip, range(60)))
        seen = set(checks)

    assert seen <= set(map(int, flips))


def test_a_change_between_two_reads_of_one_check_is_never_mixed_in(
    alice: Person, bob: Person
) -> None:
    """Old roles with the new channel would allow what neither version allows."""
    community_id, channel_id = community(alice)
    path = f"/communities/{community_id}/channels"
    quiet = call(create_channel, path, as_=alice, body={"name": "quiet"}).body["id"]
    join(community_id, owner=alice, who=bob)
    _set_everyone(community_id, Permission.VIEW | Permission.SEND_MESSAGES)
    denied = {community_id: f"0,{int(Permission.SEND_MESSAGES)},0"}
    _update(community_id, f"C#{quiet}", "SET overrides = :x", denied)
    access.standing(bob.user_id, channel_id=channel_id)  # the old roles are cached now
    reads = 0

    def change(**_: object) -> None:
        nonlocal reads
        reads += 1
        if reads == 2:  # after the version, before roles and channel
            _update(community_id, f"C#{quiet}", "SET overrides = :x", {})
            _set_everyone(community_id, Permission.VIEW)

    events = client("dynamodb").meta.events
    events.register("before-call.dynamodb.BatchGetItem", change)
    try:
        found = access.standing(bob.user_id, channel_id=quiet)
    finally:
        events.unregister("before-call.dynamodb.BatchGetItem", change)

    assert not found.may(Permission.SEND_MESSAGES)
    assert reads == 4  # both pairs were read again


def test_a_deleted_community_is_not_there(alice: Person) -> None:
    community_id, channel_id = community(alice)
    _update(community_id, "V", "SET deleted = :x", True)

    with pytest.raises(NotFound):
        access.standing(alice.user_id, channel_id=channel_id)


def _set_everyone(community_id: str, bits: int) -> None:
    """Roles and their version change together, as a role edit does."""
    table = table_name("communities")
    roles = {"pk": f"A#{community_id}", "sk": "R", "roles": {community_id: f"{int(bits)},0,0"}}
    version = {
        "TableName": table,
        "Key": item({"pk": f"A#{community_id}", "sk": "V"}),
        "UpdateExpression": "ADD v :one",
        "ExpressionAttributeValues": item({":one": 1}),
    }
    client("dynamodb").transact_write_items(
        TransactItems=[{"Put": {"TableName": table, "Item": item(roles)}}, {"Update": version}]
    )


def _update(community_id: str, sk: str, expression: str, value: object) -> None:
    client("dynamodb").update_item(
        TableName=table_name("communities"),
        Key=item({"pk": f"A#{community_id}", "sk": sk}),
        UpdateExpression=expression,
        ExpressionAttributeValues=item({":x": value}),
    )


def test_a_member_of_as_much_as_can_be_is_read_in_two_units(alice: Person, bob: Person) -> None:
    """A row above 4 KB would cost a third unit at every request."""
    community_id, channel_id = community(alice)
    join(community_id, owner=alice, who=bob)
    member = Member.load(community_id, bob.user_id)
    roles = [new_id(ROLE) for _ in range(MAX_ROLES)]
    full = [
        Member.roles.set(roles),
        Member.until.set({role: 2**31 for role in roles[:MAX_TEMPORARY]}),
        Member.circles.set([new_id(CIRCLE) for _ in range(MAX_CIRCLES)]),
        Member.channels.set([new_id(CHANNEL) for _ in range(MAX_CHANNELS_GRANTED)]),
        Member.chosen.set(roles[:MAX_ROLES_CHOSEN]),
        Member.nick.set("ä" * 64),
        Member.timeout_until.set(2**31),
    ]
    with transaction() as tx:
        tx.update(member, full)
    access.standing(bob.user_id, channel_id=channel_id)

    with calls() as watched:
        access.standing(bob.user_id, channel_id=channel_id)

    assert units_of(watched.names, watched.requests, watched.answers).reads == 2
