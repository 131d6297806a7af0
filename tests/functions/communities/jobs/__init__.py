"""Tests of communities/jobs."""
