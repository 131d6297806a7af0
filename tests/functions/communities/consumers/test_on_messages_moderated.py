"""Messages that a moderator deleted at once come into the audit log, once."""

from __future__ import annotations

from commons.contracts.messages import MessagesModerated
from commons.testing import call, deliver, emitted
from functions.communities.consumers.on_messages_moderated import on_messages_moderated
from functions.messages.endpoints.bulk_delete_messages import bulk_delete_messages
from functions.messages.endpoints.send_message import send_message
from tests.functions.communities.conftest import Place
from tests.functions.communities.logs import log_of
from tests.functions.communities.test_audit import check_chain
from tests.parallel import in_parallel


def test_one_entry_names_all_of_them_and_nothing_they_said(place: Place) -> None:
    path, says = f"/channels/{place.channel_id}/messages", {"content": "buy my bread"}
    ids = [call(send_message, path, as_=place.member, body=says).body["id"] for _ in range(3)]
    body, why = {"message_ids": ids}, {"x-audit-reason": "raid"}
    reply = call(
        bulk_delete_messages, f"{path}/bulk-delete", as_=place.owner, body=body, headers=why
    )
    assert reply.status == 204
    [event] = emitted(MessagesModerated, channel_id=place.channel_id)
    length = len(log_of(place.community_id))
    assert in_parallel(5, lambda _: deliver(on_messages_moderated, event)) == [[]] * 5

    log = check_chain(place.community_id)
    assert len(log) == length + 1
    entry = log[-1]
    assert (entry["action"], entry["actor_id"]) == ("messages_deleted", place.owner.user_id)
    assert (entry["target_type"], entry["target_id"]) == ("channel", place.channel_id)
    assert entry["before"] == {"message_ids": ids, "author_ids": [place.member.user_id]}
    assert (entry["after"], entry["reason"]) == (None, "raid")
