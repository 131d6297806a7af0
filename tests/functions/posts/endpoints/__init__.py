"""Tests of posts/endpoints."""
