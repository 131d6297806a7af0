"""Tests of posts/consumers."""
