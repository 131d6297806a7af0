"""Tests of packets as bytes."""
