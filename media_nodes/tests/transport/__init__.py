"""Tests of what carries packets."""
