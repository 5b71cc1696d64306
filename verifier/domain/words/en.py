"""The reasons in English."""

from collections.abc import Mapping

from verifier.domain.verdict import Reason
from verifier.domain.words.explanation import Explanation

WORDS: Mapping[Reason, Explanation] = {
    Reason.WRONG_REQUEST: Explanation("The answer belongs to another request.", "Ask again with a new code."),
    Reason.REPLAYED: Explanation("This request was answered before.", "Ask again with a new code."),
    Reason.TOO_LATE: Explanation("The answer came after its time.", "Ask again with a new code."),
    Reason.UNREADABLE: Explanation("The answer is not a readable proof.", "Ask again, or with another wallet app."),
    Reason.SELF_ATTESTED: Explanation(
        "A value was typed in by the holder instead of coming from a card.", "Ask for a card of a trusted issuer."
    ),
    Reason.NOT_REVEALED: Explanation(
        "A value that was asked for was kept hidden.", "Explain why it is needed and ask again."
    ),
    Reason.NOT_ANSWERED: Explanation("A part of the question was left without an answer.", "Ask again."),
    Reason.MIXED_CREDENTIALS: Explanation(
        "The answer was put together from several cards.", "Ask again and choose one card that proves everything."
    ),
    Reason.PROOF_FAILED: Explanation(
        "The proof does not hold: the card was revoked, or the answer was altered.",
        "Look on the phone whether the card is still valid; if it is, ask again.",
    ),
    Reason.ISSUER_NOT_TRUSTED: Explanation(
        "The card comes from an issuer that is not trusted for this.", "Ask for a card of a trusted issuer."
    ),
    Reason.REVOCATION_NOT_PROVED: Explanation(
        "The answer does not prove that the card was not revoked.", "Ask again, or with another wallet app."
    ),
    Reason.REVOCATION_STALE: Explanation(
        "The proof rests on an outdated list of revoked cards.", "Ask again; the phone has to be online."
    ),
    Reason.VALUE_NOT_PROVED: Explanation(
        "A shown value is not the one that was proved.", "Treat the answer as false, and ask again."
    ),
    Reason.WRONG_VALUE: Explanation(
        "The card states something else than was asked for.", "Ask for a card that states it."
    ),
    Reason.EXPIRED: Explanation("The card is past its last day.", "Ask the issuer for a new card."),
    Reason.TOO_OLD: Explanation(
        "What the card states is longer ago than this request allows.", "Ask for a newer card, or do it again now."
    ),
    Reason.SUBJECTS_DIFFER: Explanation(
        "The cards do not name the same person.", "Ask again and choose cards of one person from one issuer."
    ),
    Reason.SAME_CARD_TWICE: Explanation(
        "The same entry was shown more than once.", "Ask again and choose a different card each time."
    ),
    Reason.ISSUERS_DIFFER: Explanation(
        "The list and the cards that it counts come from different issuers.",
        "Ask again and choose the list and the cards of one issuer.",
    ),
    Reason.LIST_INCOMPLETE: Explanation(
        "The list counts another number of cards than were shown.", "Ask again for as many cards as the list counts."
    ),
    Reason.REVOKED: Explanation("The card was revoked by its issuer.", "Ask the issuer for a new card."),
    Reason.NO_CREDENTIAL: Explanation(
        "The wallet holds no card that proves this.", "The issuer of such a card can help; other papers may do."
    ),
    Reason.DECLINED: Explanation("The patient declined.", "Explain what it is for, or use another way."),
    Reason.TIMED_OUT: Explanation("No answer came in time.", "Ask again with a new code."),
    Reason.NOT_CHECKED: Explanation(
        "The answer could not be checked, because ledger, agent or trust registry was not there.",
        "Ask again in some minutes.",
    ),
    Reason.REVOCATION_UNKNOWN: Explanation(
        "Our own list of revoked cards is too old to say whether the card is still valid.", "Ask again in some minutes."
    ),
}
