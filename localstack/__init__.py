"""The platform on one machine: emulator, deploy and seed, without Docker and without an account."""
