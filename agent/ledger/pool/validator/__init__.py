"""One indy-node validator as a process. Runs in the ledger environment (see ../requirements.in).

Imports nothing of Salus but `agent.lifeline` and `agent.ledger.pool.layout`, which need the standard library only.
"""
