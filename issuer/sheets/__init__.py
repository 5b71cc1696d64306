"""Tables in: rows become credentials to offer, or refusals with row and column. No I/O."""
