"""What a webhook is, how it is signed, and how long it is tried: pure."""
