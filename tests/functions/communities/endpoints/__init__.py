"""Tests of communities/endpoints."""
