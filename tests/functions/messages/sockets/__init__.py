"""Tests of messages/sockets."""
