"""Tests of communities/consumers."""
