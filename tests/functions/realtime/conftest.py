"""A place to talk."""

from __future__ import annotations

import pytest

from commons.testing import Person
from tests.functions.messages.places import Place, found_place


@pytest.fixture
def place(alice: Person, bob: Person) -> Place:
    """Alice's community; bob is a member."""
    return found_place(alice, bob)
