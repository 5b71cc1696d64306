"""The verifier's database: one module a table or two."""
