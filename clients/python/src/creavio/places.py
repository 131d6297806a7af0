"""Finds the channel a person means by a name, an id or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from creavio.client import Client
from creavio.errors import CreavioError, ProblemError
from creavio.models import Channel, Circle, Community
from creavio.text import safe_line

COMMUNITY_ID = "com_"
WRITABLE = frozenset({"text", "announcement", "thread", "dm", "group"})


class NoSuchPlaceError(CreavioError):
    """What was named is not there, or several things are."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel and the community it is in (DMs have none)."""

    channel: Channel
    community: Community | None = None

    @property
    def label(self) -> str:
        """For people: `Garden #general`."""
        sign = "@" if self.channel.type == "dm" else "#"
        name = f"{sign}{safe_line(self.channel.name or self.channel.id)}"
        return f"{safe_line(self.community.name)} {name}" if self.community else name


async def find_community(client: Client, wanted: str) -> Community:
    """By id or by name, case-insensitively. Raises `NoSuchPlaceError`."""
    if wanted.startswith(COMMUNITY_ID):
        return await client.communities.get(wanted)
    mine = await client.communities.mine().all()
    named = [c for c in mine if wanted == c.name]
    named = named or [c for c in mine if c.name.casefold() == wanted.casefold()]
    return _only(named, wanted, [c.name for c in mine], "community")


async def find_circle(client: Client, community: Community, wanted: str | None) -> Circle | None:
    """One of a community's circles, by id or by name; none when none is wanted.

    Raises `NoSuchPlaceError`.
    """
    if wanted is None:
        return None
    known = await client.circles.list(community.id).all()
    named = [circle for circle in known if wanted in (circle.id, circle.name)]
    return _only(named, wanted, [circle.name for circle in known], "circle")


async def places_in(client: Client, community: Community) -> list[Place]:
    """The channels of a community one can talk in, in its order."""
    channels = await client.channels.list(community.id).all()
    writable = [channel for channel in channels if channel.type in WRITABLE]
    return [Place(channel, community) for channel in sorted(writable, key=lambda c: c.position)]


async def find_place(client: Client, wanted: str | None, last: str | None = None) -> Place:
    """`wanted` is a channel or community: an id, a name, `#channel`, `community/channel`, `@who`.

    Without it: the channel used last, or the only community there is.
    Raises `NoSuchPlaceError`, which lists what there is.
    """
    if wanted is None:
        return await _usual_place(client, last)
    if wanted.startswith(("chn_", "dmc_")):
        return await _by_id(client, wanted)
    if wanted.startswith("@"):
        return await _with_person(client, wanted)
    if wanted.startswith(COMMUNITY_ID) and "/" not in wanted:
        return await _first(client, await find_community(client, wanted))
    community_name, slash, channel_name = wanted.rpartition("/")
    if slash:
        community = await find_community(client, community_name)
        return _named(await places_in(client, community), channel_name)
    mine = await client.communities.mine().all()
    for community in mine:
        if wanted == community.name:
            return await _first(client, community)
    everywhere = [place for community in mine for place in await places_in(client, community)]
    name = wanted.removeprefix("#").casefold()
    if not any((place.channel.name or "").casefold() == name for place in everywhere):
        return await _first(client, await find_community(client, wanted))
    return _named(everywhere, wanted)


async def _with_person(client: Client, handle: str) -> Place:
    """The DM with somebody, begun if need be."""
    found = await client.users.find(handle)
    if found is None:
        raise NoSuchPlaceError(f"nobody is called {handle!r}")
    return Place(replace(await client.dms.open([found.id]), name=found.handle))


async def find_channel(client: Client, wanted: str) -> Channel:
    """A channel of any kind: an id, or `community/channel`. Raises `NoSuchPlaceError`."""
    if wanted.startswith("chn_"):
        return await client.channels.get(wanted)
    community_name, _, name = wanted.rpartition("/")
    community = await find_community(client, community_name)
    places = [Place(one, community) for one in await client.channels.list(community.id).all()]
    return _named(places, name).channel


async def _usual_place(client: Client, last: str | None) -> Place:
    if last is not None:
        try:
            return await _by_id(client, last)
        except ProblemError as problem:
            if problem.status not in (403, 404):
                raise
    mine = await client.communities.mine().all()
    if not mine:
        raise NoSuchPlaceError(
            "you are in no community yet: `creavio join CODE` or `creavio create NAME`"
        )
    if len(mine) > 1:
        names = ", ".join(safe_line(community.name) for community in mine)
        raise NoSuchPlaceError(f"say where: `creavio chat NAME`; you are in {names}")
    return await _first(client, mine[0])


async def _by_id(client: Client, channel_id: str) -> Place:
    channel = await client.channels.get(channel_id)
    if channel.community_id is None:
        return Place(channel)
    return Place(channel, await client.communities.get(channel.community_id))


async def _first(client: Client, community: Community) -> Place:
    places = await places_in(client, community)
    if not places:
        raise NoSuchPlaceError(f"{safe_line(community.name)} has no channel to talk in")
    return next((place for place in places if place.channel.name == "general"), places[0])


def _named(places: list[Place], wanted: str) -> Place:
    name = wanted.removeprefix("#")
    found = [place for place in places if name in (place.channel.name, place.channel.id)]
    found = found or [p for p in places if (p.channel.name or "").casefold() == name.casefold()]
    return _only(found, wanted, [place.label for place in places], "channel")


def _only[T](found: list[T], wanted: str, existing: list[str], kind: str) -> T:
    if len(found) == 1:
        return found[0]
    listed = ", ".join(safe_line(name) for name in existing) or "none"
    if found:
        raise NoSuchPlaceError(f"several are called {wanted!r}; name it by its id")
    raise NoSuchPlaceError(f"no {kind} {wanted!r}; there is: {listed}")
