"""The parts of a service's stack."""
