"""Tests of auth/consumers."""
