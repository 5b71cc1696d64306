"""What a log entry says and hides, what proves it, and what is sealed beside it; without I/O."""
