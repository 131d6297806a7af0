"""A community with something of every kind in it, and what is left of one anywhere."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from commons.declare import services
from commons.testing import Person, call, person
from functions.communities import models
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_role import create_role
from functions.communities.endpoints.create_template import create_template
from functions.communities.endpoints.update_community import update_community
from functions.communities.models.calendar import Feed, FeedHolder
from functions.communities.models.deletion import Remains
from functions.messages.endpoints.send_message import send_message
from functions.messages.endpoints.update_read_state import update_read_state
from tests.functions.communities import calendars
from tests.functions.communities.asking import agree, asked, choose, question, rules
from tests.functions.communities.circling import enter, ring
from tests.functions.communities.conftest import Place, founded
from tests.functions.communities.readers import noted, tell
from tests.refusals import rows

Key = tuple[str, str]
#: Rows that end by themselves: events on their way, after 7 days; sealed answers kept for a repeat,
#: after 48 hours.
EXPIRE = ("OUTBOX#", "IDEM#")


@dataclass(frozen=True)
class Whole:
    """A community, its ids and a word that stands in everything of it."""

    place: Place
    canary: str
    ids: tuple[str, ...]


def whole(owner: Person, canary: str) -> Whole:
    """A public community with something of every kind; each thing bears the word."""
    place = founded(owner, "public")
    with noted() as events:
        named = {"name": canary, "description": canary}
        call(update_community, place.path, as_=owner, body=named)
    tell(*events)
    place.invite()
    body = {"name": canary, "description": canary}
    template = call(create_template, f"{place.path}/templates", as_=owner, body=body)
    assert template.status == 201, template
    assert place.ban(person(), reason=canary).status == 204
    body = {"name": canary, "topic": canary}
    made = call(create_channel, f"{place.path}/channels", as_=owner, body=body)
    assert made.status == 201, made
    for channel_id in (place.channel_id, made.body["id"]):
        path = f"/channels/{channel_id}"
        said = call(send_message, f"{path}/messages", as_=place.member, body={"content": canary})
        assert said.status == 201, said
        read = call(update_read_state, f"{path}/read-state", as_=owner, body={"seq": 1})
        assert read.status == 200, read
    for pk, sk in ((f"COM#{place.community_id}", f"RAID#{canary}"), *_unusual(place, canary)):
        Remains(pk, sk).save()
    circle = ring(place, name=canary, description=canary)
    for who in (place.member, person()):
        assert enter(circle, who).status == 204
    held = {"name": canary, "permissions": "0"}
    _asked(place, canary)
    role = call(create_role, f"{place.path}/roles", as_=owner, body=held)
    assert role.status == 201, role
    ids = place.channel_id, made.body["id"], circle, role.body["id"], *_planned(place, canary)
    ids = *ids, template.body["code"]
    return Whole(place, canary, (place.community_id, *ids))


def _unusual(place: Place, canary: str) -> list[Key]:
    """Keys of what comes of moderators' work over many members."""
    return [
        (f"COM#{place.community_id}", f"RAIDM#{canary}#{place.member.user_id}"),
        (f"AUD#{place.community_id}", f"E#{canary}"),
    ]


def _asked(place: Place, canary: str) -> None:
    """Rules that a member agreed to, and a question they answered."""
    words = question(canary, prompt=canary)
    [ask] = asked(place, rules=rules(canary), questions=[words])["questions"]
    agree(place, place.member, 1)
    choose(place, place.member, (ask, 0))


def _planned(place: Place, canary: str) -> list[str]:
    """Something that happens once and a series, with an answer to each, and a calendar's feed."""
    once = calendars.made(place, **calendars.body(title=canary))
    series = calendars.made(place, **calendars.weekly(title=canary))
    for event, date in ((once, None), (series, series["occurrence"]["date"])):
        assert calendars.say(event, place.member, "going", date).status == 200
    Feed.of(place.community_id, place.member.user_id, hash=canary).save()
    values = {"community_id": place.community_id, "user_id": place.member.user_id}
    FeedHolder.of(canary, **values).save()
    return [once["id"], series["id"]]


def kinds() -> dict[str, re.Pattern[str]]:
    """The kinds of rows that the key map of the table names, with the form of their keys."""
    text = models.__doc__ or ""
    lines = re.findall(r"^(\S+#\S+) +(\S+) +(\w+\.\w+)", text, flags=re.MULTILINE)
    forms = {kind: f"{pk} {sk}" for pk, sk, kind in lines}
    return {kind: re.compile(_form(form)) for kind, form in forms.items()}


def _form(keys: str) -> str:
    """``COM#<community> CHN#<channel>`` as a pattern: what is in brackets is anything."""
    return "".join(
        ".+" if part.startswith("<") else re.escape(part) for part in re.split(r"(<[^>]*>)", keys)
    )


def kinds_of(found: dict[Key, Any]) -> set[str]:
    """Which kinds rows are of."""
    forms = kinds()
    return {k for k, form in forms.items() for pk, sk in found if form.fullmatch(f"{pk} {sk}")}


def left(about: Whole) -> dict[str, dict[Key, Any]]:
    """Rows of every table that name the community, something of it, or the word."""
    found = {}
    for service in services():
        found[service] = {
            key: row
            for key, row in rows(service).items()
            if not key[0].startswith(EXPIRE) and _names(about, row)
        }
    return {service: named for service, named in found.items() if named}


def _names(about: Whole, row: dict[str, Any]) -> bool:
    text = json.dumps(row, default=str)
    return any(one in text for one in (about.canary, *about.ids))
