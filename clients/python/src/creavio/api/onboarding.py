"""Onboarding: `/v1/communities/{id}/onboarding`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creavio.api.asking import Group, given
from creavio.models import Answered, Onboarding, Question


class Onboardings(Group):
    """Questions and rules at a community's door. For others than members: `ProblemError` 404."""

    async def get(self, community_id: str) -> Onboarding:
        """What newcomers are asked, and the rules."""
        return Onboarding.read(await self._ask("GET", "communities", community_id, "onboarding"))

    async def set(
        self,
        community_id: str,
        *,
        rules: str | None = None,
        minor: bool = False,
        questions: Sequence[Question] = (),
        enabled: bool = True,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Onboarding:
        """Replace all that newcomers are asked. Other rules have to be agreed to anew, unless the
        change is `minor`.

        Raises `ProblemError` 403, also for roles one may not give, 412 when `if_match` is outdated,
        422 `dangerous_role`.
        """
        said = None if rules is None else {"text": rules, "minor": minor}
        body = given(rules=said, questions=list(questions), enabled=enabled)
        path = ("communities", community_id, "onboarding")
        answer = await self._ask("PUT", *path, body=body, reason=reason, if_match=if_match)
        return Onboarding.read(answer)

    async def answer(
        self,
        community_id: str,
        answers: Mapping[str, Sequence[str]] | None = None,
        *,
        rules_version: int | None = None,
    ) -> Answered:
        """Answer (`{question_id: option_ids}`), and agree to the rules of this version. Without
        answers those given earlier stay.

        Raises `ProblemError` 409 `rules_changed` and `nothing_asked`.
        """
        said = (
            {one: list(chosen) for one, chosen in answers.items()} if answers is not None else None
        )
        body = given(answers=said, rules_version=rules_version)
        path = ("communities", community_id, "onboarding", "answers")
        return Answered.read(await self._ask("POST", *path, body=body))
