"""No package of this layer is a plugin of pydantic: nothing is searched for any."""

from typing import Any


def get_plugins() -> tuple[Any, ...]:
    """None."""
    return ()
