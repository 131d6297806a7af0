"""What transport/ uses of aiortc's insides is there. When this fails, read what aiortc changed."""

from __future__ import annotations

import inspect
import re
from importlib.metadata import version
from pathlib import Path

import aiortc
from aiortc import RTCCertificate, RTCDtlsTransport, RTCSctpTransport
from aiortc.rtcdtlstransport import State
from pylibsrtp import Session

SOURCE = Path(__file__).parents[2] / "src/media_node"


def parameters(function: object) -> list[str]:
    assert callable(function)
    return list(inspect.signature(function).parameters)


def test_aiortc_is_the_version_that_was_read() -> None:
    assert aiortc.__version__ == version("aiortc") == "1.16.0"


def test_the_insides_are_where_they_were() -> None:
    assert parameters(RTCDtlsTransport.__init__) == ["self", "transport", "certificates"]
    assert parameters(RTCDtlsTransport._set_role) == ["self", "role"]
    assert parameters(RTCDtlsTransport._validate_peer_identity) == ["self", "remoteParameters"]
    assert parameters(RTCCertificate._create_ssl_context) == ["self", "srtp_profiles"]
    assert parameters(RTCCertificate.__init__) == ["self", "key", "cert"]
    assert parameters(RTCSctpTransport.__init__) == ["self", "transport", "port"]
    assert [state.name for state in State] == ["NEW", "CONNECTING", "CONNECTED", "CLOSED", "FAILED"]


def test_a_transport_reads_from_whatever_looks_like_its_ice_transport() -> None:
    code = inspect.getsource(RTCDtlsTransport)
    assert set(re.findall(r"self\.transport\.(\w+)", code)) == {"_recv", "_send", "role"}
    for name in ("_rx_srtp", "_tx_srtp", "_ssl"):
        assert f"self.{name}" in code


def test_libsrtp_is_where_it_was() -> None:
    assert version("pylibsrtp") == "1.0.0"
    session = Session()
    assert session._srtp is not None
    assert parameters(Session.protect) == ["self", "packet"]
    assert "func(self._srtp[0], self._cdata, len_p)" in inspect.getsource(Session)


def test_nothing_else_of_the_node_knows_aiortc() -> None:
    knowing = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(r"(?m)^\s*(from|import) (aiortc|aioice|pylibsrtp|OpenSSL)\b", path.read_text())
    }
    assert knowing == {
        "transport/dtls.py",
        "transport/connection.py",
        "transport/srtp.py",
        "testing/peer.py",
    }
