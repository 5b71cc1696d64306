"""The words of the log, the same for every service: they are in the open, so none of them says who or about whom."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of act it was."""

    ISSUE = "issue"
    REVOKE = "revoke"
    REQUEST = "request"
    GRANT = "grant"
    DENY = "deny"
    DISCLOSE = "disclose"
    """Something was shown, by the patient or by whoever holds it."""
    DECIDE = "decide"
    READ = "read"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    BREAK_GLASS = "break-glass"
    KEY = "key"
    """Of an API, of a webhook, of a person."""
    SIGN_IN = "sign-in"
    POLICY = "policy"
    """What is asked, and who is trusted."""


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class Purpose(StrEnum):
    """Codes of v3-ActReason (http://terminology.hl7.org/CodeSystem/v3-ActReason)."""

    TREATMENT = "TREAT"
    EMERGENCY = "ETREAT"
    RESEARCH = "HRESCH"
    CLINICAL_TRIAL = "CLINTRCH"
    PATIENTS_REQUEST = "PATRQT"
    PAYMENT = "HPAYMT"
    OPERATIONS = "HOPERAT"
    PUBLIC_HEALTH = "PUBHLTH"
    ADMINISTRATION = "HSYSADMIN"
