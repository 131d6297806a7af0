"""Nudges: one for each position, and another one when the pump asks to go on."""

from commons.aws import client
from commons.streams.append import send_nudge


def test_a_repeated_nudge_is_dropped_and_one_that_asks_again_is_not(aws: str) -> None:
    url = str(client("sqs").get_queue_url(QueueName="test-realtime-pump.fifo")["QueueUrl"])
    client("sqs").purge_queue(QueueUrl=url)

    send_nudge("h:chn_nudged", 7)
    send_nudge("h:chn_nudged", 7)
    send_nudge("h:chn_nudged", 7, again=":1")

    answer = client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    assert [message["Body"] for message in answer["Messages"]] == ["h:chn_nudged"] * 2
