"""What each `creavio` command does, by what it is about."""

from __future__ import annotations

from creavio.commands import account, communities, gathering, members, onboarding, roles, talking
from creavio.commands.running import Actions


def add_all(actions: Actions) -> None:
    """Every command."""
    for about in (account, communities, members, onboarding, roles, gathering, talking):
        about.add(actions)
