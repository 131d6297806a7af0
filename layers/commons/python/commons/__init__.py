"""What every Creavio function shares: declarations, access control, records, events, streams."""
