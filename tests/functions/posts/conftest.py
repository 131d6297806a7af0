"""A forum for every test that asks for one."""

from __future__ import annotations

import pytest

from commons.testing import Person
from tests.functions.posts.forums import Place, forum


@pytest.fixture
def place(alice: Person, fresh_caches: None) -> Place:
    """A forum in Alice's private community."""
    return forum(alice)
