"""Runs that are too long for every change."""
