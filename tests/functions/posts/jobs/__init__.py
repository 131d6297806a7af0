"""Tests of posts/jobs."""
