"""What events, rows and messages hold is in no log and no error: the error is what a dead letter
and Lambda's own log repeat."""

from __future__ import annotations

import json
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

import pytest

from commons.carrier import carrier
from commons.declare import Declaration
from commons.events import Consumer, Event
from commons.http import Endpoint
from commons.invocation import Failed
from commons.jobs import Job
from commons.queues import QueueConsumer
from commons.sockets import SocketAction
from commons.tables import TableConsumer
from commons.testing import Context, declarations
from commons.wire import item
from tests.redaction.canaries import Canaries
from tests.redaction.watching import broken, watching

UNASKED = {
    d.handler: d
    for d in (*declarations(), carrier("auth"))
    if not isinstance(d, Endpoint | SocketAction)
}


#: What a message of a queue says, where its body is read (``realtime.sharding``).
BODY = {"pv": 1, "to": 2, "low": " ", "high": "~"}
#: Fields that hold one of a few words, which people do not write.
WORDS_OF_OURS = {"change": "joined"}


def invocation_of(declared: Declaration, canaries: Canaries) -> dict[str, Any]:
    """An event for the function, with a word in every text that it may hold."""
    match declared:
        case Consumer():
            kind = declared.events[0]
            detail = json.loads(event(kind, canaries).to_json())
            return {"id": "evt", "detail-type": kind.__name__, "detail": detail}
        case QueueConsumer():
            said = json.dumps(BODY | {"high": canaries.word("message")})
            body = {"body": said if declared.bodies else canaries.word("message")}
            group = {"messageId": "m", "attributes": {"MessageGroupId": "h:chn_x"}}
            return {"Records": [body | group]}
        case TableConsumer():
            row = {"pk": f"{declared.prefix}x", "sk": f"{declared.prefix}1"}
            words = {name: canaries.word(name) for name in ("source", "type", "detail", "content")}
            image = {"NewImage": item(row | words), "SequenceNumber": "1"}
            return {"Records": [{"dynamodb": image}]}
        case Job():
            takes = get_type_hints(declared.run)
            del takes["return"]
            return {"detail": {name: _value(name, takes[name], canaries) for name in takes}}
    raise TypeError(f"{declared.handler}: nobody says what it is invoked with")


def event(kind: type[Event], canaries: Canaries) -> Event:
    """An event whose texts are words."""
    values: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        if get_origin(hint) is not ClassVar:
            values[name] = WORDS_OF_OURS.get(name) or _value(name, hint, canaries)
    return kind(**values)


def _value(name: str, hint: Any, canaries: Canaries) -> Any:
    return canaries.word(name) if str in (hint, *get_args(hint)) else 1


@pytest.mark.parametrize("by_aws", [False, True], ids=["bug", "refused by AWS"])
@pytest.mark.parametrize("handler", UNASKED)
def test_what_it_was_given_is_not_left_behind_when_it_fails(
    handler: str,
    by_aws: bool,
    fresh_caches: None,
    capfd: pytest.CaptureFixture[str],
) -> None:
    declared, canaries = UNASKED[handler], Canaries()
    given, told = invocation_of(declared, canaries), ""
    with watching(capfd) as seen, broken(0, f"{given}", by_aws=by_aws) as made:
        try:
            told = json.dumps(declared(given, Context()))  # type: ignore[operator]
        except Failed as error:
            told = f"{error!r} {error.__cause__!r} {error.__context__!r}"  # Lambda may log them
    assert canaries.found_in(seen.take() + told) == []
    assert seen.crashes() >= 1
    assert made or isinstance(declared, TableConsumer)  # these crash by what is in the row
