"""What people send is in no log line, metric, error body, event or dead letter (SR-11)."""
