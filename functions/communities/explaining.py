"""Situations to be explained: somebody's real one, or that of whoever would hold some roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from commons import access, resolver
from commons.access import Situation, Standing
from commons.errors import NotFound, ValidationFailed
from commons.permissions import Permission
from commons.resolver import Membership, Rule, Step

from .models.roles import Role
from .schemas.explained import Question

#: Rules whose source is a role.
OF_ROLES = {Rule.EVERYONE, Rule.ROLE, Rule.EVERYONE_OVERRIDE, Rule.ROLE_OVERRIDE}


def situation(asker_id: str, question: Question) -> Situation:
    """What the question is about.

    Raises NotFound where the asker does not see the place, or where roles are not; and
    MissingPermission to who asks about others and does not manage roles there.
    """
    _check_form(question)
    place: dict[str, Any] = {
        "community_id": question.community_id or "",
        "channel_id": question.channel_id,
    }
    asker = access.standing(asker_id, **place)
    about_oneself = question.role_ids is None and question.user_id in (None, asker_id)
    asker.check(Permission.VIEW if about_oneself else Permission.MANAGE_ROLES)
    found = access.situation(question.user_id or asker_id, **place)
    if question.role_ids is None:
        return found
    return replace(found, member=holder_of(asker, question.role_ids))


def holder_of(asker: Standing, role_ids: Sequence[str]) -> Membership:
    """A grown-up member who holds some roles and has agreed to the rules. Raises NotFound."""
    community = asker.community
    if not set(role_ids) <= community.roles.keys():
        raise NotFound
    roles = tuple(dict.fromkeys(role_ids))
    return Membership("", present=True, roles=roles, consented=community.rules, adult=True)


def names_of(community: resolver.Community, steps: Sequence[Step]) -> dict[str, str]:
    """What the roles among the sources are called, by id."""
    roles = {step.source_id for step in steps if step.rule in OF_ROLES}
    return Role.named(community.community_id, roles)


def _check_form(question: Question) -> None:
    if (question.community_id is None) == (question.channel_id is None):
        raise _refused("Give either community_id or channel_id.")
    if question.user_id is not None and question.role_ids is not None:
        raise _refused("Give either user_id or role_ids, or none of them.")


def _refused(detail: str) -> ValidationFailed:
    return ValidationFailed(({"pointer": "/body", "code": "exactly_one", "detail": detail},))
