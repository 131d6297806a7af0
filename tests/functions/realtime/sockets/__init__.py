"""Tests of realtime/sockets."""
