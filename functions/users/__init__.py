"""Profiles: what people say of themselves."""
