"""RTCP, taken apart and put together."""

from __future__ import annotations

import pytest
from aiortc import rtp as aiortc_rtp
from hypothesis import given
from hypothesis import strategies as st

from media_node.rtp import rtcp, transport_cc
from media_node.rtp.errors import Malformed
from media_node.rtp.rtcp import (
    Bye,
    Fir,
    Nack,
    Pli,
    ReceiverReport,
    ReportBlock,
    Rtcp,
    SenderReport,
    TransportCc,
)
from media_node.rtp.statistics import ReceptionStatistics
from media_node.rtp.transport_cc import ArrivalLog, Feedback

u32 = st.integers(0, 0xFFFFFFFF)
i24 = st.integers(-0x800000, 0x7FFFFF)
block = st.builds(ReportBlock, u32, st.integers(0, 255), i24, u32, u32, u32, u32)
blocks = st.lists(block, max_size=4).map(tuple)
kinds = st.one_of(
    st.builds(SenderReport, u32, st.integers(0, 2**64 - 1), u32, u32, u32, blocks),
    st.builds(ReceiverReport, u32, blocks),
    st.builds(Pli, u32, u32),
    st.builds(Fir, u32, st.lists(st.tuples(u32, st.integers(0, 255)), max_size=4).map(tuple)),
    st.builds(Bye, st.lists(u32, max_size=5).map(tuple)),
    st.builds(Nack, u32, u32, st.just((5, 6, 700))),
)


@given(st.lists(kinds, max_size=6))
def test_a_compound_packet_is_read_as_it_was_written(written: list[Rtcp]) -> None:
    assert rtcp.parse(b"".join(map(bytes, written))) == written


@given(u32, st.integers(0, 2**64 - 1), u32, blocks)
def test_aiortc_reads_our_sender_reports(
    ssrc: int, ntp: int, timestamp: int, reports: tuple[ReportBlock, ...]
) -> None:
    (read,) = aiortc_rtp.RtcpPacket.parse(bytes(SenderReport(ssrc, ntp, timestamp, 1, 2, reports)))
    assert isinstance(read, aiortc_rtp.RtcpSrPacket)
    assert (read.ssrc, read.sender_info.ntp_timestamp) == (ssrc, ntp)
    assert [report.packets_lost for report in read.reports] == [r.packets_lost for r in reports]


def test_aiortc_reads_our_nacks_and_source_names() -> None:
    data = bytes(Nack(1, 2, (5, 6, 700))) + bytes(rtcp.SourceName(9, "node"))
    nack, name = aiortc_rtp.RtcpPacket.parse(data)
    assert isinstance(nack, aiortc_rtp.RtcpRtpfbPacket)
    assert isinstance(name, aiortc_rtp.RtcpSdesPacket)
    assert nack.lost == [5, 6, 700]
    assert name.chunks[0].items == [(1, b"node")]


@pytest.mark.parametrize(
    "data", ["80c8", "40c80000", "80c80006" + "00" * 8, "81c90001" + "00" * 4, "a0c9000100000009"]
)
def test_what_is_cut_off_or_foreign_is_malformed(data: str) -> None:
    with pytest.raises(Malformed):
        rtcp.parse(bytes.fromhex(data))


def test_what_a_node_does_not_know_keeps_its_place() -> None:
    unknown = bytes.fromhex("8fce0001 00000001")
    assert b"".join(map(bytes, rtcp.parse(unknown + bytes(Pli(1, 2))))) == unknown + bytes(
        Pli(1, 2)
    )


arrivals = st.lists(st.one_of(st.none(), st.integers(0, 500)), max_size=80)


@given(st.integers(0, 0xFFFF), st.integers(0, 2**24 * 200), arrivals)
def test_feedback_tells_when_each_packet_came(
    first: int, start: int, steps: list[int | None]
) -> None:
    time, times = start, list[int | None]([start])
    for step in steps:
        time += step or 0
        times.append(None if step is None else time)
    written = Feedback(first, 7, tuple(times))
    packet = rtcp.parse(bytes(TransportCc(1, 2, transport_cc.build(written))))[0]
    assert isinstance(packet, TransportCc)
    assert transport_cc.parse(packet.information) == written


def test_one_bit_vectors_of_others_are_read() -> None:
    information = bytes.fromhex("0005 0003 000001 00 b400 04 08")
    assert transport_cc.parse(information).arrivals == (260, 268, None)


def test_feedback_is_taken_once_and_tells_of_gaps() -> None:
    log = ArrivalLog()
    for number in (0xFFFE, 1, 0):
        log.add(number, 1.0)
    feedback = log.take()
    assert feedback == Feedback(0xFFFE, 1, (4000, None, 4000, 4000))
    assert log.take() is None


@pytest.mark.parametrize("arrivals", [(), (None, 4)])
def test_feedback_begins_with_a_packet_that_came(arrivals: tuple[int | None, ...]) -> None:
    with pytest.raises(ValueError, match="begins"):
        transport_cc.build(Feedback(0, 0, arrivals))


def test_a_report_counts_loss_since_the_last_one() -> None:
    statistics = ReceptionStatistics(7, 90_000)
    for index in (1, 2, 4):
        statistics.add(index, 3000 * index, 100, index / 30)
    statistics.sender_report(0x0001_2345_6789_0000, 1.0)
    report = statistics.report(2.0)
    assert (report.packets_lost, report.fraction_lost, report.highest) == (1, 64, 4)
    assert (report.last_sender_report, report.delay_since) == (0x23456789, 65536)
    assert statistics.report(2.0).fraction_lost == 0
