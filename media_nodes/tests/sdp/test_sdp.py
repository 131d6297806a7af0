"""Offers read, answers written."""

from __future__ import annotations

import pytest
from aiortc.sdp import SessionDescription

from media_node.rtp.extensions import Uri
from media_node.sdp import answer
from media_node.sdp.model import (
    BadSdp,
    Candidate,
    CodecKey,
    Direction,
    Local,
    MediaAnswer,
    Stream,
)
from media_node.sdp.parse import parse
from tests.fuzzing import EXECUTIONS, survives
from tests.sdp.offers import AUDIO, BROWSER, FINGERPRINT, SESSION

LOCAL = Local("frag", "p" * 24, FINGERPRINT, "passive", (Candidate("192.0.2.1", 4000),), 7)


def test_a_browsers_offer_is_read() -> None:
    offer = parse(BROWSER)
    assert (offer.fragment, offer.setup) == ("abcd", "actpass")
    assert offer.fingerprints == [("sha-256", FINGERPRINT)]
    audio, video, data = offer.media
    assert (audio.kind, audio.direction, audio.ssrcs) == ("audio", Direction.SENDONLY, [1001])
    assert audio.extensions == {Uri.AUDIO_LEVEL: 1, Uri.MID: 4}
    assert (video.rids, video.repairs) == (["l", "h"], {2002: 2001})
    assert data.sctp_port == 5000


def test_what_is_forwarded_is_chosen_in_the_offerers_order_each_with_its_repair() -> None:
    audio, video, _ = parse(BROWSER).media
    assert [codec.payload_type for codec in answer.choose_codecs(audio)] == [111, 63]
    chosen = [codec.payload_type for codec in answer.choose_codecs(video)]
    assert chosen == [96, 97, 103, 104, 98, 99, 45, 46]  # not H264 of one NAL unit, not FlexFEC


def test_a_codec_is_known_by_name_rate_and_profile() -> None:
    keys = {codec.payload_type: codec.key for codec in parse(BROWSER).media[1].codecs}
    assert keys[96] == CodecKey("VP8", 90000)
    assert keys[103] == CodecKey("H264", 90000, "42/1")
    assert keys[98] == CodecKey("VP9", 90000, "0")


def test_an_answer_is_one_that_others_read() -> None:
    offer = parse(BROWSER)
    audio, video, data = offer.media
    stream = Stream(5001, 5002, "node", "user", "track")
    text = answer.write(
        LOCAL,
        (
            MediaAnswer("audio", "0", audio.protocol, Direction.RECVONLY,
                        answer.choose_codecs(audio), ((Uri.MID, 4),)),
            MediaAnswer("video", "1", video.protocol, Direction.SENDRECV,
                        answer.choose_codecs(video), ((Uri.RID, 10),), ("l", "h"), stream),
            MediaAnswer("application", "2", data.protocol, is_data=True),
        ),
    )  # fmt: skip
    read = SessionDescription.parse(text)
    assert [media.kind for media in read.media] == ["audio", "video", "application"]
    assert [(c.host if hasattr(c, "host") else c.ip, c.port) for c in
            read.media[0].ice_candidates] == [("192.0.2.1", 4000)]  # fmt: skip
    assert "a=ice-lite" in text
    assert "a=simulcast:recv l;h" in text
    assert "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1" in text
    assert "a=ssrc-group:FID 5001 5002" in text
    assert parse(text).media[1].ssrcs == [5001, 5002]


def test_an_m_line_that_is_refused_stays_in_its_place_and_out_of_the_bundle() -> None:
    refused = MediaAnswer("video", "1", "UDP/TLS/RTP/SAVPF")
    text = answer.write(LOCAL, (refused,))
    assert "m=video 0 UDP/TLS/RTP/SAVPF 0" in text
    assert "a=group:BUNDLE \r\n" in text


@pytest.mark.parametrize(("offered", "answered"), [
    ("actpass", "passive"), ("active", "passive"), ("passive", "active")])  # fmt: skip
def test_the_offerer_begins_dtls_unless_it_will_not(offered: str, answered: str) -> None:
    assert answer.setup_for(offered) == answered


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "v=0"),
        ("v=0\n", "no media"),
        (SESSION + AUDIO.replace("a=rtcp-mux\n", ""), "rtcp-mux"),
        (SESSION.replace("sha-256", "sha-1") + AUDIO, "fingerprint"),
        (SESSION.replace("a=ice-pwd", "a=other") + AUDIO, "credentials"),
        (SESSION.replace("actpass", "holdconn") + AUDIO, "setup"),
        (SESSION.replace("BUNDLE 0 ", "BUNDLE ") + AUDIO, "BUNDLE"),
        (SESSION + AUDIO.replace("a=mid:0\n", ""), "a=mid"),
        (SESSION + AUDIO + AUDIO, "of its own"),
        (SESSION + AUDIO.replace("rtpmap:111", "rtpmap:-1"), "range"),
        (SESSION + AUDIO.replace("mid:0", "mid:0 0"), "token"),
        (SESSION + AUDIO + "a=rid:<script> send\n", "rid"),
        (SESSION + "m=audio 9\n", "cut off"),
        ("v=0\n" + "a=x\n" * 100_000, "too long"),
        (SESSION + "m=audio 0 RTP 0\n" * 200, "too many"),
    ],
)
def test_an_offer_that_cannot_be_answered_says_why(text: str, why: str) -> None:
    with pytest.raises(BadSdp, match=why):
        parse(text)


def test_nothing_that_is_offered_raises_anything_else() -> None:
    def read(data: bytes) -> None:
        for media in parse(data.decode("utf-8", "replace")).media:
            chosen = answer.choose_codecs(media)
            direction = Direction.of(media.direction.receives, media.direction.sends)
            one = MediaAnswer(media.kind, media.mid, media.protocol, direction, chosen)
            answer.write(LOCAL, (one,))

    seeds = [BROWSER.encode(), (SESSION + AUDIO).encode()]
    taken, refused = survives(read, seeds, BadSdp, EXECUTIONS // 10)
    assert min(taken, refused) > 1000
