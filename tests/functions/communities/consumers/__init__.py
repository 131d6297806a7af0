"""Tests of communities/consumers."""
"""The consumers of communities."""
