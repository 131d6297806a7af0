"""What each `creavio` command does, by what it is about."""

from __future__ import annotations

from creavio.commands import (
    account,
    communities,
    gathering,
    members,
    onboarding,
    people,
    roles,
    talking,
    templates,
)
from creavio.commands.running import Actions


def add_all(actions: Actions) -> None:
    """Every command."""
    places = (communities, members, onboarding, roles, templates, gathering)
    for about in (account, people, *places, talking):
        about.add(actions)
