"""Tests of realtime/endpoints."""
