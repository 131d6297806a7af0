"""What a moderator does to somebody's thread comes into the audit log, once."""

from __future__ import annotations

from commons.contracts.messages import ThreadModerated
from commons.testing import call, deliver, emitted
from functions.communities.consumers.on_thread_moderated import on_thread_moderated
from functions.messages.endpoints.create_thread import create_thread
from functions.messages.endpoints.delete_thread import delete_thread
from tests.functions.communities.conftest import Place
from tests.functions.communities.test_audit import check_chain
from tests.parallel import in_parallel


def test_a_thread_that_was_deleted_is_recorded_once(place: Place) -> None:
    path, body = f"/channels/{place.channel_id}/threads", {"name": "Buy my bread"}
    thread_id = call(create_thread, path, as_=place.member, body=body).body["id"]
    assert call(delete_thread, f"/threads/{thread_id}", as_=place.owner).status == 204
    [event] = emitted(ThreadModerated, thread_id=thread_id)
    length = len(check_chain(place.community_id))
    assert in_parallel(5, lambda _: deliver(on_thread_moderated, event)) == [[]] * 5

    chain = check_chain(place.community_id)
    assert len(chain) == length + 1
    entry = chain[-1]
    assert (entry["action"], entry["target_id"]) == ("thread_deleted", thread_id)
    assert entry["before"] == {"creator_id": place.member.user_id, "channel_id": place.channel_id}
