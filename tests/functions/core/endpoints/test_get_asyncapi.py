"""GET /asyncapi.json"""

from commons.testing import call
from functions.core.endpoints.get_asyncapi import get_asyncapi


def test_anybody_reads_the_document_and_may_keep_it_a_while(bundled: bytes) -> None:
    reply = call(get_asyncapi, "/asyncapi.json")
    assert reply.status == 200
    assert reply.body["asyncapi"] == "3.0.0"
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "public, max-age=300"


def test_who_has_it_already_is_told_so(bundled: bytes) -> None:
    etag = call(get_asyncapi, "/asyncapi.json").headers["etag"]
    again = call(get_asyncapi, "/asyncapi.json", headers={"if-none-match": etag})
    assert (again.status, again.body, again.headers["etag"]) == (304, None, etag)
    other = call(get_asyncapi, "/asyncapi.json", headers={"if-none-match": '"other"'})
    assert other.status == 200


def test_without_a_deployment_there_is_none(unbundled: bytes) -> None:
    reply = call(get_asyncapi, "/asyncapi.json")
    assert (reply.status, reply.code) == (404, "no_document")
