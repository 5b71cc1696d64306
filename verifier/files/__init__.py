"""What operators give the verifier as files: request templates and the trust registry."""
