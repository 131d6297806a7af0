"""Tests of the communities service, through its front doors."""
