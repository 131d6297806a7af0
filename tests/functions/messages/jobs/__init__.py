"""Tests of jobs of messages."""
