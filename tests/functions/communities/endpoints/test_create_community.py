"""Founding a community: with a channel, a member and everything the access model needs."""

from __future__ import annotations

from commons.contracts.communities.channels import ChannelCreated
from commons.contracts.communities.community import CommunityCreated
from commons.testing import Person, call, emitted
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.list_members import list_members
from tests.refusals import check_bad_bodies, check_bad_fields, check_needs_caller, nothing_changes

PATH = "/communities"
GOOD = {"name": "Acme", "description": "We make\neverything.", "visibility": "public"}
BAD: dict[str, tuple[object, ...]] = {
    "name": ([], {}, True, 1.5, None, "", "   ", "x" * 101, "a\0b", "a\nb", "\x1b]0;x\x07"),
    "description": ([], {}, True, 1.5, None, "x" * 1001, "a\0b", "\x1b[2J"),
    "visibility": ([], {}, True, None, "", "secret", "Public"),
    "template_code": ([], {}, True, "", "x", "0" * 23),
}


def test_a_community_is_founded(alice: Person) -> None:
    reply = call(create_community, PATH, as_=alice, body=GOOD | {"name": " Acme "})

    assert reply.status == 201
    made = reply.body
    assert {name: made[name] for name in GOOD} == GOOD
    assert (made["owner_id"], made["member_count"]) == (alice.user_id, 1)
    assert made["id"].startswith("com_")
    assert call(get_community, f"{PATH}/{made['id']}", as_=alice).body == made


def test_it_comes_with_a_text_channel(alice: Person) -> None:
    made = call(create_community, PATH, as_=alice, body={"name": "Acme"}).body
    [general] = made["channels"]

    assert general.pop("id").startswith("chn_")
    assert general.pop("created_at")
    assert general.pop("position") > 0
    assert general == {
        "community_id": made["id"],
        "name": "general",
        "type": "text",
        "topic": None,
        "parent_id": None,
        "circle_id": None,
        "slow_mode_s": 0,
        "archived": False,
        "age_restricted": False,
        "follows_category": False,
        "encrypted": False,
        "head": 0,
        "last_message": None,
    }


def test_it_is_private_unless_asked_otherwise(alice: Person) -> None:
    made = call(create_community, PATH, as_=alice, body={"name": "Acme"}).body
    assert (made["visibility"], made["description"]) == ("private", "")


def test_its_founder_is_its_only_member(alice: Person) -> None:
    made = call(create_community, PATH, as_=alice, body=GOOD).body
    [member] = call(list_members, f"{PATH}/{made['id']}/members", as_=alice).body["data"]
    assert (member["user_id"], member["roles"]) == (alice.user_id, [])


def test_the_founding_is_told(alice: Person) -> None:
    made = call(create_community, PATH, as_=alice, body=GOOD).body

    [founded] = emitted(CommunityCreated, community_id=made["id"])
    [created] = emitted(ChannelCreated, community_id=made["id"])
    assert founded.owner_id == alice.user_id
    assert (created.channel_id, created.type) == (made["channels"][0]["id"], "text")


def test_what_cannot_be_read_changes_nothing(alice: Person) -> None:
    with nothing_changes("communities"):
        check_bad_bodies(create_community, PATH, GOOD, alice)
        check_bad_fields(create_community, PATH, GOOD, BAD, alice)


def test_nobody_founds_nothing(aws: str) -> None:
    with nothing_changes("communities"):
        check_needs_caller(create_community, PATH, body=GOOD)
