"""Tests of commons.streams."""
