"""What holds the generated pages together."""
