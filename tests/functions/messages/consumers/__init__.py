"""Tests of consumers of messages."""
