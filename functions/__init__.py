"""The services: one folder each, one file a deployed function."""
