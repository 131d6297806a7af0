"""Tests of the auth service, through its front doors."""
