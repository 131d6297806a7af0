"""RTP, RTCP and codec headers as bytes: pure functions and small state machines.

Nothing here does I/O, knows asyncio or reads a clock; times are arguments. Whatever a peer sends,
these modules raise `errors.Malformed` or nothing.
"""
