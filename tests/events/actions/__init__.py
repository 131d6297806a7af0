"""Every way of acting that tells: one module for each kind, with its ``ACTIONS``.

There is one entry for each function that emits or appends. A new such function needs one:
``test_copies`` names those that are missing.
"""

from importlib import import_module
from pkgutil import iter_modules

from tests.events.world import Actions

ACTIONS: Actions = [
    action
    for module in iter_modules(__path__, f"{__name__}.")
    for action in import_module(module.name).ACTIONS
]
