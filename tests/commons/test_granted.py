"""Tests hold functions to their declarations, as IAM holds the deployed ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commons.contracts.communities.channels import ChannelCreated
from commons.declare import Grant
from commons.granted import NotGranted
from commons.testing import Person, call
from functions.communities.endpoints.create_community import create_community
from functions.communities.models.community import Community
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message
from functions.users.endpoints.get_me import get_me
from tests.worlds import community

BODY = {"name": "Acme"}


def test_an_event_that_is_not_declared_is_noticed(alice: Person) -> None:
    silent = replace(create_community, emits=())

    with pytest.raises(NotGranted, match=r"PutItem on OUTBOX#evt_\w+ of table/communities"):
        call(silent, "/communities", as_=alice, body=BODY)


def test_a_row_that_is_not_declared_is_noticed(alice: Person) -> None:
    written = tuple(kind for kind in create_community.writes if kind.prefix != Community.prefix)

    with pytest.raises(NotGranted, match="PutItem on COM#"):
        call(replace(create_community, writes=written), "/communities", as_=alice, body=BODY)


def test_a_published_model_that_is_not_declared_is_noticed(alice: Person) -> None:
    with pytest.raises(NotGranted, match="BatchGetItem on ACC#"):
        call(replace(get_me, uses=()), "/users/me", as_=alice)


def test_a_prefix_is_not_the_whole_table(alice: Person) -> None:
    _, channel_id = community(alice)
    elsewhere = Grant("messages", ("Query", "GetItem"), ("X#",))

    with pytest.raises(NotGranted, match="Query on S#h:chn_"):
        call(
            replace(list_messages, uses=(elsewhere,)),
            f"/channels/{channel_id}/messages",
            as_=alice,
        )


def test_one_declared_event_is_no_licence_for_another(alice: Person) -> None:
    silent = replace(create_community, emits=(ChannelCreated,))

    with pytest.raises(NotGranted, match="to emit CommunityCreated"):
        call(silent, "/communities", as_=alice, body=BODY)


def test_an_append_that_is_not_declared_is_noticed(alice: Person) -> None:
    _, channel_id = community(alice)
    silent = replace(send_message, appends=("MESSAGE_UPDATE",))

    with pytest.raises(NotGranted, match="to append MESSAGE_CREATE"):
        call(silent, f"/channels/{channel_id}/messages", as_=alice, body={"content": "hello"})


def test_what_is_declared_passes(alice: Person) -> None:
    assert call(create_community, "/communities", as_=alice, body=BODY).status == 201
