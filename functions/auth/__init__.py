"""Credentials, sessions, refresh families, signing keys."""
