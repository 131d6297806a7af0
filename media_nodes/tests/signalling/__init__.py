"""Tests of how clients speak to a node."""
