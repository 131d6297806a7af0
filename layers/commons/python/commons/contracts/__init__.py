"""What services tell each other: one module per publisher, events in the past tense."""
