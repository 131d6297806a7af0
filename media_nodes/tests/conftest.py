"""Settings of all tests of the node."""

from __future__ import annotations

from hypothesis import settings

# Examples are cheap; a busy machine is not an error of theirs.
settings.register_profile("node", deadline=None)
settings.load_profile("node")
