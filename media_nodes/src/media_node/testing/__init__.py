"""What tests and benchmarks use to speak to a node as a browser would."""
