"""An offer's state in a clerk's words."""

from typing import assert_never

from agent.console.state_words import StateWords
from issuer.domain.offer import OfferState, Reason


def words_of(state: OfferState) -> StateWords:  # noqa: PLR0911, PLR0912 - one for each state
    match state:
        case OfferState.DRAFT:
            return StateWords("Being prepared", "The agent prepares the offer.", "waiting")
        case OfferState.OFFERED:
            return StateWords("Waiting for a scan", "Show the QR code to the patient.", "waiting")
        case OfferState.SCANNED:
            return StateWords("With the patient", "The patient's wallet has it; the patient decides there.", "waiting")
        case OfferState.REQUESTED:
            return StateWords("Accepted", "The patient accepted; the card is on its way.", "waiting")
        case OfferState.ISSUED:
            return StateWords("Sent", "The card was sent; the wallet has not confirmed it yet.", "good")
        case OfferState.STORED:
            return StateWords("In the wallet", "The card is in the patient's wallet.", "good")
        case OfferState.DECLINED:
            return StateWords("Declined", "The patient declined the card.", "over")
        case OfferState.EXPIRED:
            return StateWords("Too late", "Nobody accepted it in time. It can be offered again.", "over")
        case OfferState.FAILED:
            return StateWords("Failed", "It did not work, and no card was sent. Make a new offer.", "bad")
        case OfferState.WITHDRAWING:
            return StateWords("Being withdrawn", "The offer is being taken back from the agent.", "waiting")
        case OfferState.WITHDRAWN:
            return StateWords("Withdrawn", "It was taken back before a card was sent.", "over")
        case OfferState.REVOKING:
            return StateWords("Being revoked", "The revocation is being written to the ledger.", "waiting")
        case OfferState.REVOKED:
            return StateWords("Revoked", "Verifiers refuse this card.", "over")
        case other:
            assert_never(other)


def reason_words(reason: Reason) -> str:
    match reason:
        case Reason.AGENT_FAILED:
            return "The agent could not do it."
        case Reason.AGENT_RECORD_LOST:
            return "The agent no longer knows of it."
        case Reason.EXCHANGE_ABANDONED:
            return "The exchange with the wallet was broken off."
        case Reason.REVOCATION_INDEX_TAKEN:
            return "Its place in the revocation registry was taken."
        case Reason.TYPE_GONE:
            return "This kind of card is no longer offered."
        case Reason.LOT_RECALLED:
            return "Its lot was recalled."
        case other:
            assert_never(other)
