"""The log in the service's database, and in a database apart the keys by which the full events are sealed."""
