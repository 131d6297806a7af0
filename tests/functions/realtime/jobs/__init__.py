"""Tests of realtime/jobs."""
