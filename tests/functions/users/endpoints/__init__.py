"""Tests of users/endpoints."""
