"""Tests of realtime/consumers."""
