"""From a UDP datagram to a decrypted packet and back: ICE-lite, DTLS, SRTP and SCTP.

The only package that touches aiortc. It uses some of its insides, so aiortc is pinned exactly, and
`tests/transport/test_aiortc.py` fails when they move.
"""
