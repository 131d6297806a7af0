"""In random worlds too, what is explained is what is done; and a planted bug is noticed.

Everybody there has some roles, some of them over, perhaps a time-out, circles and overrides of
their own; channels lie in categories that they follow or not, and in circles.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from pynamodb.expressions.update import Action

from commons import resolver
from commons.access import Situation
from commons.clock import now_s
from commons.http import Endpoint
from commons.permissions import Permission
from commons.resolver import Override, Step
from commons.testing import Person, call, person
from commons.transactions import transaction
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_circle import create_circle
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.list_audit_log import list_audit_log
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.list_invites import list_invites
from functions.communities.endpoints.list_overrides import list_overrides
from functions.communities.endpoints.update_channel import update_channel
from functions.communities.models.access import ChannelAccess, Roles, Version
from functions.communities.models.members import Member
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message

from .explained import check_agrees, explained

P = Permission
#: What overrides give and take here, and roles: what the requests below need.
OF_CHANNEL = (P.VIEW, P.READ_HISTORY, P.SEND_MESSAGES, P.MANAGE_CHANNELS, P.MANAGE_ROLES)
OF_ROLES = (*OF_CHANNEL, P.MANAGE_INVITES, P.BAN_MEMBERS, P.VIEW_AUDIT_LOG)
IN_COMMUNITY: dict[Endpoint, str] = {
    get_community: "",
    list_bans: "/bans",
    list_invites: "/invites",
    list_audit_log: "/audit-log",
}
IN_CHANNEL: dict[Endpoint, tuple[str, object]] = {
    get_channel: ("", None),
    list_messages: ("/messages", None),
    list_overrides: ("/overrides", None),
    send_message: ("/messages", {"content": "hello"}),
    update_channel: ("", {"slow_mode_s": 0}),
}


@dataclass(frozen=True)
class Place:
    """A community with channels and people."""

    community_id: str
    owner: Person
    channels: list[str]
    people: list[Person]


def made(rng: random.Random, people: int = 6) -> Place:
    """A world where everything that decides is random."""
    owner, crowd = person(), [person() for _ in range(people)]
    body = {"name": "w", "visibility": rng.choice(["private", "public"])}
    community_id = call(create_community, "/communities", as_=owner, body=body).body["id"]
    path = f"/communities/{community_id}"
    code = call(create_invite, f"{path}/invites", as_=owner, body={}).body["code"]
    for who in crowd[1:]:  # the first stays outside
        assert call(accept_invite, f"/invites/{code}/accept", as_=who).status == 200
    circle = call(create_circle, f"{path}/circles", as_=owner, body={"name": "c"}).body["id"]

    def channel(**body: object) -> str:
        reply = call(create_channel, f"{path}/channels", as_=owner, body={"name": "x"} | body)
        return str(reply.body["id"])

    category = channel(type="category")
    channels = [channel(), channel(parent_id=category), channel(parent_id=category)]
    channels += [channel(circle_id=circle), channel(circle_id=circle)]
    place = Place(community_id, owner, channels, crowd)
    arrange(place, rng, category, circle)
    return place


def arrange(place: Place, rng: random.Random, category: str, circle: str) -> None:
    """Roles, overrides and everybody's standing, as the access model has them."""
    community_id = place.community_id
    roles = [f"rol_{rng.getrandbits(60):026d}" for _ in range(4)]
    with transaction() as tx:
        stored = {
            role: f"{some(rng, 0.3) | seldom(rng)},{rank},0" for rank, role in enumerate(roles, 1)
        }
        stored[community_id] = f"{some(rng, 0.6) | (rng.random() < 0.8)},0,0"
        tx.update(Roles.of(community_id), [Roles.roles.set(stored)])
        rules = Version.rules.set(rng.randint(0, 1))
        tx.update(Version.of(community_id), [Version.v.add(1), rules])
        targets = [community_id, *roles, *(who.user_id for who in place.people)]
        follows = place.channels[1]
        for one in (category, *place.channels):
            given = overrides(rng, targets)
            row, changes = ChannelAccess.at(community_id, one), []
            if one != follows:
                changes.append(ChannelAccess.overrides.set(given))
            changes.append(ChannelAccess.archived.set(one != category and rng.random() < 0.2))
            changes.append(ChannelAccess.age_restricted.set(rng.random() < 0.2))
            tx.update(row, changes)
        for who in place.people[1:]:
            tx.update(Member.of(community_id, who.user_id), standing(rng, roles, circle))


def some(rng: random.Random, chance: float, bits: Sequence[Permission] = OF_ROLES) -> int:
    """Each bit by chance."""
    return sum(int(bit) for bit in bits if rng.random() < chance)


def seldom(rng: random.Random) -> int:
    """Everything."""
    return int(P.ADMINISTRATOR) if rng.random() < 0.05 else 0


def overrides(rng: random.Random, targets: list[str]) -> dict[str, str]:
    """Of half the targets: some bits given, others taken, some both."""
    return {
        target: f"{some(rng, 0.25, OF_CHANNEL)},{some(rng, 0.25, OF_CHANNEL)},0"
        for target in targets
        if rng.random() < 0.5
    }


def standing(rng: random.Random, roles: list[str], circle: str) -> list[Action]:
    """What a member's row says: roles, some over or ending, a time-out, circles, consent, age."""
    held = [role for role in roles if rng.random() < 0.5]
    ends = {role: now_s() + rng.choice([-100, 5000]) for role in held if rng.random() < 0.5}
    return [
        Member.roles.set(held),
        Member.until.set(ends),
        Member.timeout_until.set(now_s() + 5000 if rng.random() < 0.2 else 0),
        Member.circles.set([circle] if rng.random() < 0.5 else []),
        Member.whole.set(rng.random() < 0.8),
        Member.consented.set(int(rng.random() < 0.8)),
        Member.adult.set(rng.random() < 0.5),
    ]


def cases(place: Place) -> Iterator[Callable[[], None]]:
    """Every request of everybody, with its explanation."""
    for who in place.people:
        for declared, more in IN_COMMUNITY.items():
            path = f"/communities/{place.community_id}{more}"
            yield _case(place, who, declared, path, None, community_id=place.community_id)
        for channel_id in place.channels:
            for declared, (more, body) in IN_CHANNEL.items():
                path = f"/channels/{channel_id}{more}"
                yield _case(place, who, declared, path, body, channel_id=channel_id)


def _case(
    place: Place, who: Person, declared: Endpoint, path: str, body: object, **where: str
) -> Callable[[], None]:
    def check() -> None:
        told = explained(place.owner, declared, who.user_id, **where)
        check_agrees(told, call(declared, path, as_=who, body=body))

    return check


@pytest.mark.parametrize(
    ("seed", "sample"),
    [
        *((seed, 60) for seed in range(3)),
        *(pytest.param(seed, 174, marks=pytest.mark.nightly) for seed in range(100, 112)),
    ],
)
@pytest.mark.usefixtures("aws")
def test_what_is_explained_is_what_is_done(seed: int, sample: int) -> None:
    rng = random.Random(seed)
    every = list(cases(made(rng)))
    assert len(every) == 174
    for check in rng.sample(every, sample):
        check()


def swapped(self: Situation) -> list[Step]:
    """The walk with a bug: what roles take in a channel is taken after what they give."""
    return [*resolver.walk(self.community, self.member, _turned(self), now=now_s())]


def _turned(self: Situation) -> resolver.Channel | None:
    """The channel with each role's override as if deny won."""
    if self.channel is None:
        return None
    turned = {
        target: Override(one.allow & ~one.deny, one.deny, one.since)
        for target, one in self.channel.overrides.items()
    }
    values = {name: getattr(self.channel, name) for name in self.channel.__dataclass_fields__}
    return resolver.Channel(**values | {"overrides": turned})


@pytest.mark.usefixtures("aws")
def test_an_order_that_is_swapped_in_one_of_the_two_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Situation, "walk", swapped)
    for seed in range(3):
        rng = random.Random(seed)
        for check in rng.sample(list(cases(made(rng))), 60):
            try:
                check()
            except AssertionError:
                return
    pytest.fail("nobody noticed")
