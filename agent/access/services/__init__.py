"""What is done with keys, users and sessions, each act written down in its own transaction."""
