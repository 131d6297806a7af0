"""Tests of session descriptions."""
