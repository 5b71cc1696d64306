"""The DID ledger: any Hyperledger Indy network, read and written through indy-vdr.

Left without imports on purpose: `agent.ledger.pool.validator` runs in an interpreter that lacks indy-vdr.
"""
