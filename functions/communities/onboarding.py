"""Changing what newcomers are asked, and taking what they answer: one transaction each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from commons import resolver
from commons.access import Standing
from commons.clock import now, now_s
from commons.contracts.communities.onboarding import OnboardingUpdated, RulesConsented
from commons.errors import NotFound
from commons.permissions import READING, Permission
from commons.resolver import Channel
from commons.transactions import Transaction

from . import acting, audit, members
from .audit import Act, By
from .errors import LimitReached
from .models.access import ChannelAccess, Version
from .models.members import Member
from .models.onboarding import Answers, Consent, Onboarding, Option, Question, RulesText
from .rules.invites import check_gives
from .rules.onboarding import (
    MAX_OFFERED,
    Given,
    check_harmless,
    chosen,
    given_roles,
    kept_of,
    next_rules,
    numbered,
    offered,
    opened,
    roles_with,
    without,
)
from .schemas.onboarding import NewOnboarding

Channels = Mapping[str, Channel]
#: What an entry of the audit log tells, of that which changes.
TOLD = ("enabled", "rules", "rules_version", "consent_from", "questions")


def asking(
    actor: Standing, channels: Channels, before: Onboarding, given: list[dict[str, Any]]
) -> list[Question]:
    """The questions as they are to be kept, with ids; what they gave before and is gone is left out

    Raises ValidationFailed, and what forbids the actor to give what was not given before.
    """
    roles = offered(before.questions, "role_ids") - actor.community.roles.keys()
    gone = offered(before.questions, "channel_ids") - channels.keys()
    questions = without(numbered(given, before.questions), roles, gone)
    new_roles = offered(questions, "role_ids") - offered(before.questions, "role_ids")
    check_gives(actor, new_roles)
    for role_id in offered(questions, "role_ids"):
        check_harmless(actor.community.roles[role_id])
    opening = offered(questions, "channel_ids")
    if len(opening) > MAX_OFFERED:
        raise LimitReached
    for channel_id in opening - offered(before.questions, "channel_ids"):
        _check_opens(actor, channel_id, channels.get(channel_id))
    return questions


def _check_opens(actor: Standing, channel_id: str, channel: Channel | None) -> None:
    """Raise unless they could let somebody read the channel by an override of it."""
    if channel is None:
        raise NotFound
    held = resolver.resolve(
        actor.community, actor.member, channel, now=now_s(), channel_id=channel_id
    )
    if not held & resolver.VIEW:
        raise NotFound
    replace(actor, permissions=held).check_holds(Permission.MANAGE_ROLES | READING)


def change(
    tx: Transaction,
    by: By,
    actor: Standing,
    channels: Channels,
    before: Onboarding,
    body: NewOnboarding,
) -> Onboarding:
    """Ask this from now on, if what is asked is still what it was before; what is asked then.

    Raises what ``asking`` raises. Writes nothing where all of it is so already.
    """
    after = _rewritten(actor, channels, before, body)
    told = [name for name in TOLD if getattr(before, name) != getattr(after, name)]
    if before.revision and not told:
        return before
    _publish(tx, actor, channels, after)
    tx.save(after, before.still())
    if after.version > before.rules_version:
        values = {"text": after.rules, "actor_id": actor.user_id, "created_at": after.rules_at}
        tx.create(RulesText.of(actor.community_id, after.version, **values))
    tx.emit(_updated(actor, after))
    was, now_is = (audit.values(one, told) for one in (before, after))
    audit.record(tx, by, Act.ONBOARDING_UPDATED, by.community_id, before=was, after=now_is)
    return after


def _rewritten(
    actor: Standing, channels: Channels, before: Onboarding, body: NewOnboarding
) -> Onboarding:
    questions = asking(actor, channels, before, body.model_dump()["questions"])
    text, minor = (body.rules.text, body.rules.minor) if body.rules else (None, False)
    return Onboarding.of(
        actor.community_id,
        enabled=body.enabled,
        stored=json.dumps(questions, ensure_ascii=False),
        revision=int(before.revision) + 1,
        **next_rules(before, text, now(), minor=minor),
    )


def _publish(tx: Transaction, actor: Standing, channels: Channels, after: Onboarding) -> None:
    """Have checks ask for the rules, and open the channels that options open.

    What no option opens any more is closed to whoever chose it, from the next request on.
    """
    opening, offer = offered(after.questions, "channel_ids"), ChannelAccess.offered
    moved = [one for one, channel in channels.items() if channel.offered != (one in opening)]
    closes = any(channels[one].offered for one in moved)
    other = actor.community.rules != after.asks_for
    more = [Version.rules.set(after.asks_for)] * other
    acting.hold(tx, actor, structure=bool(moved) or other, losses=closes, more=more)
    for one in moved:
        action = offer.set(True) if one in opening else offer.remove()
        tx.update(ChannelAccess.at(actor.community_id, one), [action], ChannelAccess.pk.exists())


def _updated(actor: Standing, after: Onboarding) -> OnboardingUpdated:
    return OnboardingUpdated(
        community_id=actor.community_id,
        actor_id=actor.user_id,
        revision=int(after.revision),
        enabled=bool(after.enabled),
        rules_version=after.version,
        consent_from=after.asks_for,
    )


def answer(
    tx: Transaction,
    here: Standing,
    member: Member,
    asked: Onboarding,
    said: Given | None,
    consented: int,
) -> Answers:
    """Give a member what the options give that they chose, take what only earlier ones gave.

    said: None leaves the earlier answers. Writes nothing where all of it is so already. Who is
    given or loses something holds roles and questions to what they were. Agreeing alone does not:
    many do so at once, and a version that is outdated meanwhile lets nobody in.
    """
    earlier = Answers.read(here.community_id, here.user_id)
    answers = earlier.with_given(kept_of(asked.questions, earlier.by_question, said))
    changes = _grants(here, member, chosen(asked.questions, answers.by_question))
    if changes:
        held = {*(member.roles or ()), *(member.channels or ())}
        losses = bool(held - {*changes["roles"], *changes["channels"]})
        acting.hold(tx, here, losses=losses, own=True)
        tx.check(asked, asked.still())
    if consented > member.consented:
        changes["consented"] = consented
        _record_consent(tx, member, answers, consented)
    if changes or answers.by_question != earlier.by_question:
        members.change(tx, member, member.user_id, **changes)
        tx.save(answers)
    return answers


def _grants(here: Standing, member: Member, options: list[Option]) -> dict[str, Any]:
    """What changes of a member's roles and channels with these options; empty when nothing does."""
    known, held = here.community.roles, acting.standing_of(member)
    now_held = [one for one in held.roles_at(now_s()) if one in known]
    roles, came = roles_with(now_held, list(member.chosen or ()), given_roles(options, known))
    channels = opened(options)
    if (roles, channels) == (now_held, list(member.channels or ())):
        return {}
    ends = {role_id: end for role_id, end in held.until if role_id in roles}
    return {"roles": roles, "until": ends or None, "chosen": came, "channels": channels}


def _record_consent(tx: Transaction, member: Member, answers: Answers, version: int) -> None:
    record = Consent.of(member, version)
    answers.consented_at = record.at
    tx.create(record)
    tx.emit(
        RulesConsented(
            community_id=member.community_id,
            user_id=member.user_id,
            membership_id=member.membership_id or "",
            rules_version=version,
            consented_at=record.at,
        )
    )
