"""Tests of the realtime service, through its front doors."""
