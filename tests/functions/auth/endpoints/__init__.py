"""Tests of auth/endpoints."""
