"""What a broken consumer could not do waits, is seen, and is done once when it is mended."""

import asyncio
import json
import secrets
from collections.abc import Callable

from commons.ids import EVENT, new_id
from creavio import Client
from tests.journeys.operator import Operator


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.1)


async def test_an_event_that_a_broken_consumer_could_not_take_has_its_effect_once(
    alice: Client, operator: Operator
) -> None:
    me = await alice.users.me()
    name = f"Countess {secrets.token_hex(3)}"
    with operator.misconfigured("auth-on-profile-changed"):
        await alice.users.update_me(display_name=name)
        await _until(lambda: operator.waiting("auth") == 1)

    account = (f"ACC#{me.id}", "A")
    assert operator.rows("auth")[account]["display_name"]["S"] != name
    listed = operator.ops("dead-letters", "list", "--queue", "local-auth-dead-letters")
    assert "1 waiting" in listed
    assert "1 x local-auth-on-profile-changed  Failed" in listed
    shown = operator.ops("dead-letters", "show")
    assert "ProfileChanged" in shown
    assert name not in shown

    assert "1 redriven, 0 stay" in operator.ops("dead-letters", "redrive", "--all")
    done = operator.rows("auth")[account]
    assert done["display_name"]["S"] == name
    assert "0 redriven, 0 stay" in operator.ops("dead-letters", "redrive", "--all")
    assert operator.rows("auth")[account] == done


async def test_poison_is_set_aside_and_holds_nothing_up(alice: Client, operator: Operator) -> None:
    me = await alice.users.me()
    poison = json.dumps({"event_id": new_id(EVENT), "user_id": me.id, "display_name": "private"})
    entry = {"Source": "users", "DetailType": "ProfileChanged", "Detail": poison}
    bus = {"EventBusName": f"{operator.stage}-bus"}
    operator.client("events").put_events(Entries=[entry | bus])
    await alice.users.update_me(display_name="Ada the second")

    account = (f"ACC#{me.id}", "A")
    await _until(lambda: operator.rows("auth")[account]["display_name"]["S"] == "Ada the second")
    await _until(lambda: operator.waiting("auth") == 1)
    refused = operator.ops("dead-letters", "redrive", "--all", code=1)
    assert "0 redriven, 1 stay, 1 Failed" in refused
    assert "private" not in refused
    assert "1 discarded" in operator.ops("dead-letters", "discard", "--all", "--confirm")
    assert operator.waiting("auth") == 0


async def test_events_that_a_broken_carrier_gave_up_on_reach_the_bus(
    alice: Client, operator: Operator
) -> None:
    """The stream's record only points at the rows."""
    me = await alice.users.me()
    [mapping] = operator.client("lambda").list_event_source_mappings(
        FunctionName="local-users-carry-outbox"
    )["EventSourceMappings"]
    change = operator.client("lambda").update_event_source_mapping
    change(UUID=mapping["UUID"], MaximumRetryAttempts=1)
    try:
        with operator.misconfigured("users-carry-outbox"):
            await alice.users.update_me(display_name="Ada the third")
            await _until(lambda: operator.waiting("users") == 1)
    finally:
        change(UUID=mapping["UUID"], MaximumRetryAttempts=-1)

    assert "row(s) of local-users" in operator.ops("dead-letters", "show")
    assert "1 redriven, 0 stay" in operator.ops("dead-letters", "redrive", "--all")
    account = (f"ACC#{me.id}", "A")
    await _until(lambda: operator.rows("auth")[account]["display_name"]["S"] == "Ada the third")
