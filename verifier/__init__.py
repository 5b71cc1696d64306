"""The verifier: asks for proofs, judges the answers, shows the verdict."""
