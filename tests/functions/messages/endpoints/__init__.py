"""Tests of messages/endpoints."""
