"""Answers get lost: what was done is not done again, and what ended is over for every process."""

from __future__ import annotations

import pytest
from botocore.exceptions import ConnectionError as NotConnected
from botocore.exceptions import HTTPClientError

from commons import auth, gateway
from commons.aws import POST_ATTEMPTS, client
from commons.errors import Unavailable
from commons.ids import new_id
from commons.settings import table_name
from commons.testing import Connections, Person
from commons.transactions import transaction
from commons.wire import item
from tests.commons.test_contention import Counted
from tests.faults import faults


def test_a_transaction_whose_answers_are_lost_is_written_once(aws: str) -> None:
    name, done, unknown = new_id("cnt"), 0, 0
    with faults(seed=9, before_commit=0.2, after_commit=0.3, only="TransactWriteItems"):
        for _ in range(40):
            try:
                with transaction() as tx:
                    tx.update(Counted(f"N#{name}", "N"), [Counted.total.add(1)])
            except (Unavailable, HTTPClientError, NotConnected):
                unknown += 1
            else:
                done += 1
    total = int(Counted.load_row(f"N#{name}", "N").total)
    assert done > 30
    assert done <= total <= done + unknown


def test_an_ended_session_acts_five_seconds_longer_at_most(
    alice: Person, monkeypatch: pytest.MonkeyPatch, fresh_caches: None
) -> None:
    now = 1000.0
    monkeypatch.setattr(auth, "monotonic", lambda: now)
    auth.check_session(alice.session_id, alice.user_id)
    client("dynamodb").delete_item(
        TableName=table_name("auth"), Key=item({"pk": f"SES#{alice.session_id}", "sk": "S"})
    )
    now += 4.9
    auth.check_session(alice.session_id, alice.user_id)
    now += 0.2
    with pytest.raises(auth.InvalidToken):
        auth.check_session(alice.session_id, alice.user_id)


def test_a_post_is_tried_again_and_a_reader_nobody_reaches_is_given_up(
    aws: str, connections: Connections
) -> None:
    reader = new_id("con")
    connections.frames[reader] = []
    with faults(seed=2, before_commit=0.15, after_commit=0.15, only="PostToConnection"):
        assert all(gateway.post(reader, _frame(number)) for number in range(30))
    assert list(dict.fromkeys(d["id"] for d in connections.frames[reader])) == list(range(30))
    with faults(seed=2, before_commit=1.0, only="PostToConnection") as injected:
        assert not gateway.post(reader, _frame(30))
    assert injected.attempts["PostToConnection"] == 2 * POST_ATTEMPTS  # the frame, and why it ends
    assert reader in connections.closed


def _frame(number: int) -> str:
    """Something a socket may be told."""
    return gateway.frame("hb_ack", {}, number)
