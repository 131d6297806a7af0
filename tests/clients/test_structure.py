"""A community kept by the events of its stream, and what a person in a chat is told of them."""

from __future__ import annotations

from typing import Any, cast

from creavio.catchup import CatchUp
from creavio.chat.happenings import sentence
from creavio.inbox import Inbox
from creavio.items import Gone, Item
from creavio.models import Channel, Circle, Event, Member, Role
from creavio.streams import Streams
from creavio.structure import Structure

ME = "usr_me"


def event(type_: str, **d: Any) -> Event:
    return Event(type_, 1, d=d, stream="c:com_1")


def known() -> Structure:
    return Structure(
        channels=[Channel("chn_1", name="general")],
        roles=[Role("com_1", "everyone"), Role("rol_1", "Bakers", position=1)],
        members=[Member(ME, roles=("rol_1",))],
        circles=[Circle("cir_1", "Night shift", joined=True)],
    )


def test_what_begins_changes_and_ends_is_kept() -> None:
    one = known()
    one.apply(event("CHANNEL_CREATE", id="chn_2", name="news", type="text"))
    one.apply(event("CHANNEL_UPDATE", id="chn_1", name="lobby", type="text"))
    one.apply(event("MEMBER_ADD", user_id="usr_2", roles=["rol_1"]))
    assert [channel.name for channel in one.channels.values()] == ["lobby", "news"]
    assert one.members["usr_2"].roles == ("rol_1",)
    one.apply(event("CHANNEL_DELETE", id="chn_2", community_id="com_1"))
    one.apply(event("MEMBER_REMOVE", user_id="usr_2", community_id="com_1"))
    one.apply(event("SOMETHING_NEW", id="x"))
    assert list(one.channels) == ["chn_1"]
    assert list(one.members) == [ME]


def test_roles_stand_in_the_order_that_was_told() -> None:
    one = known()
    one.apply(event("ROLE_ORDER", role_ids=["com_1", "rol_2", "rol_1"]))
    one.apply(event("ROLE_CREATE", id="rol_2", name="Tasters"))
    assert list(one.roles) == ["com_1", "rol_2", "rol_1"]


def test_what_is_ones_own_is_not_in_an_event_and_stays() -> None:
    one = known()
    one.apply(event("CIRCLE_UPDATE", id="cir_1", name="Day shift"))
    one.apply(event("OVERRIDE_UPDATE", channel_id="chn_1", follows_category=True))
    assert (one.circles["cir_1"].name, one.circles["cir_1"].joined) == ("Day shift", True)
    assert one.channels["chn_1"].follows_category


def said(happened: Event) -> str | None:
    return sentence(happened, known(), ME, lambda user_id: user_id.removeprefix("usr_"))


def test_a_person_hears_what_concerns_them() -> None:
    assert said(event("MEMBER_ADD", user_id="usr_bob")) == "bob joined"
    assert said(event("MEMBER_UPDATE", user_id=ME, roles=[])) == "you lost the role Bakers"
    assert said(event("MEMBER_UPDATE", user_id="usr_bob", roles=[])) is None
    new = event("CHANNEL_CREATE", id="chn_2", name="new\x1b[2J")
    assert "there is a new channel: #new" in str(said(new))
    assert "\x1b" not in str(said(new))
    assert said(event("CHANNEL_DELETE", id="chn_1")) == "#general was deleted"
    assert said(event("MEMBER_REMOVE", user_id=ME)) == "you are no longer a member here"
    until = event(
        "MEMBER_UPDATE", user_id=ME, roles=["rol_1"], timeout_until="2027-03-01T09:30:00Z"
    )
    assert "you may only read until" in str(said(until))
    assert said(event("ROLE_ORDER", role_ids=[])) is None


def test_a_channel_that_is_closed_to_one_is_gone() -> None:
    items: list[Item] = []
    streams, nothing, away = Streams({"h:chn_1": 3}), cast(Any, None), list[str]()
    inbox = Inbox(streams, CatchUp(streams, nothing, nothing, items.append), items.append)
    inbox.on_refused = away.append
    inbox.receive({"op": "focus_ok", "d": {"channels": ["chn_2"], "refused": ["chn_1"]}})
    assert items == [Gone("h:chn_1")]
    assert away == ["chn_1"]
    assert streams.cursors == {}


def test_a_communitys_batches_follow_the_same_rule() -> None:
    items: list[Item] = []
    streams, nothing = Streams({"c:com_1": 3}), cast(Any, None)
    inbox = Inbox(streams, CatchUp(streams, nothing, nothing, items.append), items.append)
    told = {
        "t": "ROLE_DELETE",
        "id": "evt_1",
        "sq": 5,
        "ts": "2027-03-01T09:30:00Z",
        "d": {"id": "r"},
    }
    inbox.receive({"op": "batch", "d": {"st": "c:com_1", "pv": 3, "to": 7, "e": [told]}})
    inbox.receive({"op": "batch", "d": {"st": "c:com_1", "pv": 3, "to": 6, "e": [told]}})
    [heard] = items
    assert isinstance(heard, Event)
    assert (heard.community_id, heard.resource, streams.cursors) == ("com_1", None, {"c:com_1": 7})
