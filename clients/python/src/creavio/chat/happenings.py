"""What a person in a chat wants to hear of their community, in sentences; no I/O in here."""

from __future__ import annotations

from collections.abc import Callable

from creavio.models import Channel, Community, Event, Member
from creavio.structure import Structure
from creavio.text import safe_line

Naming = Callable[[str], str]


def people_in(event: Event) -> list[str]:
    """The users that a sentence about it names."""
    return [str(event.d["user_id"])] if event.d.get("user_id") else []


def sentence(event: Event, before: Structure, me: str, name_of: Naming) -> str | None:
    """What to say of an event, given what was known before it; None when nothing."""
    resource = event.resource
    who = event.d.get("user_id")
    match event.t, resource:
        case "MEMBER_ADD", Member():
            return f"{name_of(str(who))} joined"
        case "MEMBER_REMOVE", _ if who == me:
            return "you are no longer a member here"
        case "MEMBER_REMOVE", _:
            return f"{name_of(str(who))} is no longer a member"
        case "MEMBER_UPDATE", Member() if who == me:
            return _of_oneself(resource, before)
        case "BAN_ADD", _:
            return f"{name_of(str(who))} was banned"
        case "CHANNEL_CREATE", Channel():
            return f"there is a new channel: #{safe_line(resource.name or resource.id)}"
        case "CHANNEL_DELETE", _:
            gone = before.channels.get(str(event.d["id"]))
            return f"#{safe_line(gone.name or gone.id)} was deleted" if gone else None
        case "COMMUNITY_UPDATE", Community():
            renamed = before.community and before.community.name != resource.name
            return f"the community is called {safe_line(resource.name)} now" if renamed else None
        case "COMMUNITY_DELETE", _:
            return "the community was deleted"
    return None


def _of_oneself(now: Member, before: Structure) -> str | None:
    """Which roles one was given and lost, and whether one is timed out."""
    was = before.members.get(now.id)
    if was is None:
        return None
    said = [f"you lost the role {_role(one, before)}" for one in was.roles if one not in now.roles]
    said += [
        f"you have the role {_role(one, before)} now" for one in now.roles if one not in was.roles
    ]
    if now.timeout_until and now.timeout_until != was.timeout_until:
        said.append(f"you may only read until {now.timeout_until.astimezone():%H:%M, %-d %B}")
    elif was.timeout_until and not now.timeout_until:
        said.append("you may write again")
    return "; ".join(said) or None


def _role(role_id: str, before: Structure) -> str:
    known = before.roles.get(role_id)
    return safe_line(known.name) if known else f"…{role_id[-6:]}"
