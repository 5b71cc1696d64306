"""What a patient lets whom look at, for what and how long: the decision and what it rests on, without I/O (ADR 22)."""
