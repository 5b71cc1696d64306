"""The tamper-evident log of what services did: written with each act, cosigned by witnesses, anchored on a ledger."""
