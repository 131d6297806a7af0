"""The copies that are kept by events, each with what it must equal: a fresh read.

Real ones: auth's account, realtime's sockets, a client's messages. The others are what a service
would keep that is not written yet: their reducers show that the events carry enough, whatever the
order they come in. A new event type needs a copy that hears it; a new consumer, one that uses it.
"""

from importlib import import_module
from inspect import isabstract
from pkgutil import iter_modules

from tests.events.copies.base import Copy, OnBus

#: Every copy of every module here.
COPIES: tuple[type[Copy], ...] = tuple(
    kind
    for module in iter_modules(__path__, f"{__name__}.")
    for kind in vars(import_module(module.name)).values()
    if isinstance(kind, type)
    and issubclass(kind, Copy)
    and kind.__module__ == module.name
    and not isabstract(kind)
)
ON_BUS: tuple[type[OnBus], ...] = tuple(kind for kind in COPIES if issubclass(kind, OnBus))
#: Those that no consumer of ours keeps: their reducers stand for services to come.
REDUCERS = tuple(kind for kind in ON_BUS if not kind.uses)
