"""Tests of the users service, through its front doors."""
