"""The table: one module for each service or kind of thing, with its ``ENTRIES``."""

from importlib import import_module
from pkgutil import iter_modules

from tests.authorization.expectations import Entry

ENTRIES: dict[str, Entry] = {}
for _module in iter_modules(__path__, f"{__name__}."):
    _entries = import_module(_module.name).ENTRIES
    assert not ENTRIES.keys() & _entries.keys(), _module.name
    ENTRIES |= _entries
