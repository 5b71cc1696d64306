"""What may be issued, and in which form. No I/O."""
