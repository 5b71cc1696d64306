"""What a verdict rests on. No I/O, no framework: everything here can be checked by reading."""
