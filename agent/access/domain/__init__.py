"""What is decided about keys, users, sessions and acts. No I/O."""
