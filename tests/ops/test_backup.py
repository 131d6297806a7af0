"""The restore, rehearsed: what was lost is back, and what must not come back is not."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

import pytest

from commons.aws import client
from commons.clock import now_s
from commons.ids import EVENT, new_id
from commons.settings import table_name
from commons.testing import Connections, Person, call
from commons.wire import item
from functions.communities.endpoints.list_members import list_members
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.list_messages import list_messages
from functions.users.endpoints.get_user import get_user
from ops.__main__ import main
from ops.put_back import AHEAD
from tests.functions.messages.places import Place, flush, found_place, heard, look, say

Rows = list[dict[str, Any]]


class Operator:
    """Says ``python -m ops --stage test backup ...``."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> str:
        self.capsys.readouterr()
        ended = main(["--stage", "test", "backup", *words])
        printed = self.capsys.readouterr()
        assert ended == code, printed
        return printed.out + printed.err

    def copy(self) -> str:
        """A copy of now; its time."""
        found = re.search(r"^copy (\w+)$", self("copy"), re.MULTILINE)
        assert found is not None
        return found[1]


@pytest.fixture
def backup(aws: str, capsys: pytest.CaptureFixture[str]) -> Operator:
    """Who runs the stage."""
    return Operator(capsys)


@pytest.fixture
def place(alice: Person, bob: Person) -> Place:
    """Where people talk."""
    return found_place(alice, bob)


def rows_about(service: str, *words: str) -> Rows:
    """The rows of a service whose keys name one of these."""
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=table_name(service))
    rows = [row for page in pages for row in page["Items"]]
    return [row for row in rows if any(word in row["pk"]["S"] + row["sk"]["S"] for word in words)]


def delete(service: str, rows: Rows) -> None:
    """An accident."""
    for row in rows:
        key = {name: row[name] for name in ("pk", "sk")}
        client("dynamodb").delete_item(TableName=table_name(service), Key=key)


def messages(place: Place, who: Person) -> Any:
    """What somebody reads in the channel."""
    return call(list_messages, place.messages, as_=who).body


def test_everything_lost_is_read_again(
    place: Place, backup: Operator, connections: Connections, fresh_caches: None
) -> None:
    for number in range(12):
        say(place, place.owner, f"m{number}")
    flush(place)
    before = messages(place, place.member)
    members = call(list_members, f"/communities/{place.community_id}/members", as_=place.owner)
    copy = backup.copy()

    lost = rows_about("messages", place.channel_id)
    delete("messages", lost)
    delete("communities", rows_about("communities", place.community_id, place.channel_id))
    delete("auth", rows_about("auth", f"ACC#{place.member.user_id}"))
    assert "lost" in backup("compare", "--copy", copy, code=1)

    backup("put-back", "--copy", copy)

    assert " lost " not in backup("compare", "--copy", copy)
    assert messages(place, place.member) == before
    again = call(list_members, f"/communities/{place.community_id}/members", as_=place.owner)
    assert again.body == members.body
    found = call(get_user, f"/users/{place.member.user_id}", as_=place.owner)
    assert found.status == 200
    said = backup("compare", "--copy", copy)
    checksums = re.findall(r"test-communities: checksum (\w+) of the copy, (\w+) live", said)
    assert checksums[0][0] == checksums[0][1]

    backup("drop", "--copy", copy)
    assert f"no copy {copy}" in backup("compare", "--copy", copy, code=1)


def test_a_stream_goes_on_above_whatever_clients_have_seen(
    place: Place, backup: Operator, connections: Connections
) -> None:
    say(place, place.owner)
    flush(place)
    copy = backup.copy()
    for _ in range(3):
        say(place, place.owner, "after the copy")
    flush(place)
    delete("messages", rows_about("messages", place.channel_id))
    backup("put-back", "--copy", copy)

    behind = look(place, place.member, connections, cursor=4)
    assert behind.got("gap"), "it has a cursor on positions that the copy does not know"
    said = say(place, place.owner, "all is well")
    flush(place)
    assert said["seq"] > AHEAD
    assert [event["d"]["id"] for event in heard(behind)] == [said["id"]]
    backup("drop", "--copy", copy)


def test_what_happened_since_stays(place: Place, backup: Operator) -> None:
    said = say(place, place.owner, "first")
    copy = backup.copy()
    call(
        edit_message,
        f"{place.messages}/{said['id']}",
        as_=place.owner,
        body={"content": "second thoughts"},
    )
    more = say(place, place.owner, "later")
    assert "changed" in backup("compare", "--copy", copy)

    backup("put-back", "--copy", copy)

    found = messages(place, place.owner)["data"]
    assert [m["content"] for m in found] == ["later", "second thoughts"]
    assert say(place, place.owner)["seq"] == more["seq"] + 1, "no stream was moved"
    backup("drop", "--copy", copy)


def test_who_logged_out_stays_out_a_withdrawn_key_stays_withdrawn_and_old_events_are_not_told_again(
    alice: Person, backup: Operator
) -> None:
    old = "evt_01ARZ3NDEKTSV4RRFFQ69G5FAV"
    fresh, expired = new_id(EVENT), f"X#{secrets.token_hex(8)}"
    soon = {"ttl": now_s() + 1}
    rows: dict[str, dict[str, int]] = {f"OUTBOX#{old}": {}, f"OUTBOX#{fresh}": {}, expired: soon}
    rows["OUTBOX#of.another.kind"] = {}
    for pk, more in rows.items():
        row = item({"pk": pk, "sk": "E"} | more)
        client("dynamodb").put_item(TableName=table_name("communities"), Item=row)
    withdrawn = item({"pk": "KEY#", "sk": f"leaked-{secrets.token_hex(4)}", "x": "AA"})
    client("dynamodb").put_item(TableName=table_name("auth"), Item=withdrawn)
    copy = backup.copy()
    keys = tuple(rows)
    delete("communities", rows_about("communities", *keys))
    delete("auth", [withdrawn, *rows_about("auth", alice.session_id)])

    while now_s() <= soon["ttl"]:
        time.sleep(0.05)
    backup("put-back", "--copy", copy)

    assert not rows_about("auth", alice.session_id, withdrawn["sk"]["S"])
    assert call(get_user, f"/users/{alice.user_id}", as_=alice).status == 401
    back = rows_about("communities", *keys)
    assert {r["pk"]["S"] for r in back} == {f"OUTBOX#{fresh}", "OUTBOX#of.another.kind"}
    delete("communities", back)
    backup("drop", "--copy", copy)


def test_the_window_of_every_table_is_said(backup: Operator) -> None:
    backup("status", code=1)
    for service in ("auth", "communities", "messages", "posts", "users", "core"):
        if service == "core" and "test-core" not in str(client("dynamodb").list_tables()):
            continue
        client("dynamodb").update_continuous_backups(
            TableName=table_name(service),
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
    assert "test-messages  ENABLED" in backup("status")


def test_a_copy_that_is_not_there_is_named(backup: Operator) -> None:
    assert "no copy yesterday; there is: " in backup("compare", "--copy", "yesterday", code=1)
