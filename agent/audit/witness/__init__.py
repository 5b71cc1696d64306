"""A witness: remembers the last checkpoint of each log, and cosigns only what continues it (C2SP tlog-witness)."""
