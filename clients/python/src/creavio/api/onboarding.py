"""Onboarding: `/v1/communities/{id}/onboarding`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creavio.api.asking import Group, given
from creavio.models import Answered, Member, Onboarding, Question, Rules


class Onboardings(Group):
    """Questions and rules at a community's door. For others than members: `ProblemError` 404."""

    async def get(self, community_id: str) -> Onboarding:
        """What newcomers are asked, and the rules."""
        return Onboarding.read(await self._ask("GET", "communities", community_id, "onboarding"))

    async def set(
        self,
        community_id: str,
        enabled: bool,
        *,
        rules: Rules | None = None,
        questions: Sequence[Question] = (),
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Onboarding:
        """All that newcomers are asked. Other rules have to be agreed to anew.

        Raises `ProblemError` 403, also for roles one may not give, 412 when `if_match` is outdated,
        422 `dangerous_role`.
        """
        body = given(enabled=enabled, rules=rules, questions=questions)
        path = ("communities", community_id, "onboarding")
        answer = await self._ask("PUT", *path, body=body, reason=reason, if_match=if_match)
        return Onboarding.read(answer)

    async def answer(
        self,
        community_id: str,
        answers: Mapping[str, Sequence[str]],
        *,
        rules_version: int | None = None,
    ) -> Member:
        """Answer (`{question_id: option_ids}`), and agree to the rules of this version.

        Raises `ProblemError` 409 when the rules are others by now, or nothing is asked.
        """
        told = [{"question_id": one, "option_ids": list(said)} for one, said in answers.items()]
        body = {"answers": told} | given(rules_version=rules_version)
        path = ("communities", community_id, "onboarding", "answers")
        return Answered.read(await self._ask("POST", *path, body=body)).member
