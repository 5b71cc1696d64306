"""The Merkle tree of the log, without I/O: hashes, proofs, and how it grows in tiles (RFC 9162; C2SP tlog-tiles)."""
