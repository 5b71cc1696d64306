"""What an asker reads when it is refused: a sentence and what to do, for each code that it may be told."""

from collections.abc import Mapping

from wallet_api.domain.consent.reason import NOT_PERMITTED, Reason

SENTENCES: Mapping[str, tuple[str, str]] = {
    NOT_PERMITTED: (
        "This is not permitted.",
        "Ask the patient for their consent, or read what they granted (GET /v1/shared/consents).",
    ),
    Reason.STALE: (
        "This request was not signed within the last minute.", "Set the clock, sign the request anew and send it again."
    ),
    Reason.REPLAYED: ("This very request came before.", "Sign a new one: each DPoP proof is good once."),
    Reason.LICENCE_EXPIRED: (
        "The organisation's word for this person is over.", "Get a new one from the organisation, and ask again."
    ),
    Reason.NOT_TRUSTED: (
        "The registry does not let this organisation speak for this role.",
        "Ask the operator of the wallets to enter the role with the organisation.",
    ),
    Reason.NO_LICENCE: (
        "This is only for people who showed a licence for their role.",
        "Show your practitioner card to your organisation's verifier, and send its word with the role_proof.",
    ),
    Reason.WITHDRAWN: ("The patient has withdrawn this consent.", "Ask the patient again, if there is a new reason."),
    Reason.EXPIRED: ("This consent is over.", "Ask the patient again."),
    Reason.SUPERSEDED: ("A newer consent has taken this one's place.", "Read GET /v1/shared/consents."),
    Reason.NO_REASON_GIVEN: ("An emergency needs a reason.", "Say in words for the patient what happened."),
    Reason.NO_EMERGENCY: (
        "An emergency card is for emergency treatment alone.", "Ask with the purpose ETREAT, or ask the patient."
    ),
    Reason.NO_CLINICIAN: (
        "An emergency card is for doctors, nurses, midwives and paramedics.", "Let one of them ask."
    ),
    Reason.SAME_PERSON_TWICE: ("Who asks cannot be the second person.", "Let somebody else confirm it."),
    Reason.NOT_CONFIRMED: ("A second person has not confirmed it.", "Let somebody of your organisation confirm it."),
    Reason.EMERGENCY_OVER: ("This emergency was 24 hours ago.", "If there is still danger, ask anew with the code."),
    Reason.OTHER_ACT: (
        "The consent is for looking, or for putting in, and not for this.", "Ask the patient for this as well."
    ),
    Reason.OTHER_PURPOSE: ("The consent is for another purpose.", "Ask the patient for this purpose."),
}  # fmt: skip


def sentence(told: str) -> tuple[str, str]:
    """What it says, and what to do next."""
    return SENTENCES.get(told, SENTENCES[NOT_PERMITTED])
