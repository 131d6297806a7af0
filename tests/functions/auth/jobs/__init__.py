"""Tests of jobs of auth."""
