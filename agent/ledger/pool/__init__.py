"""A real Indy pool of four validators on this machine, for one machine, tests and pilots.

Nothing outside this package may know that a network is embedded: the rest of Salus gets a genesis file.
Left without imports on purpose: `agent.ledger.pool.validator` runs in an interpreter of its own.
"""
