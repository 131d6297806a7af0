"""Measurements: each prints figures and its conditions; docs/performance.md quotes them."""
