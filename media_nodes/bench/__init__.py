"""Measurements of a media node."""
