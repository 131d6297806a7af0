"""Tests of the messages service, through its front doors."""
