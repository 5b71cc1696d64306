"""Which words of an agent's refusal may be repeated to a log or a person.

A refusal quotes what it refuses: attribute values, restrictions with values, whole request bodies. So nothing of it
is passed on; it is looked up in this list of phrases instead. Source: the messages of acapy-agent 1.7.
"""

import re

_KNOWN = (
    (re.compile(r"in (?:[a-z-]+) state \(must be ([a-z-]+)\)", re.I), "the exchange is not in the state {0}"),
    (re.compile(r"called multiple times", re.I), "this was done before"),
    (re.compile(r"record not found", re.I), "no such record"),
    (re.compile(r"connection [0-9a-f-]+ not ready", re.I), "the connection is not ready"),
    (re.compile(r"connection not ready", re.I), "the connection is not ready"),
    (re.compile(r"not posted to the ledger", re.I), "the DID is not on the ledger"),
    (re.compile(r"already exists", re.I), "it exists already"),
    (re.compile(r"no active registry", re.I), "there is no active revocation registry"),
    (re.compile(r"registry.* is full", re.I), "the revocation registry is full"),
    (re.compile(r"no ledger available", re.I), "the agent has no ledger"),
    (re.compile(r"ledger is read-only|read.only ledger", re.I), "the agent may only read the ledger"),
    (re.compile(r"tails file|tails_server", re.I), "the tails file cannot be stored or fetched"),
    (re.compile(r"credential revoked|create revocation state", re.I), "the credential is revoked"),
    (re.compile(r"not found", re.I), "it was not found"),
)
UNKNOWN = "for a reason that is not repeated here"


def shown_reason(text: str) -> str:
    """A fixed phrase for a refusal, of our own words only."""
    for pattern, phrase in _KNOWN:
        if found := pattern.search(text):
            return phrase.format(*found.groups())
    return UNKNOWN
