"""A batch's state and its rows' outcomes in a clerk's words."""

from collections.abc import Mapping
from typing import assert_never

from agent.console.state_words import StateWords
from issuer.console.offer_words import words_of
from issuer.domain.batch import Batch, BatchState, Format, Row, RowOutcome
from issuer.domain.offer import OfferState

FORMAT_WORDS: Mapping[Format, str] = {Format.FHIR: "FHIR", Format.NDJSON: "NDJSON", Format.CSV: "Table (CSV)"}
HELD_WORDS: Mapping[str, str] = {
    "agent-unavailable": "The issuer's agent does not answer just now.",
    "type-not-ready": "A kind of card is not on the ledger yet.",
}
HELD_OTHERWISE = "Something that it needs is not there just now."


def words_of_batch(batch: Batch) -> StateWords:
    match batch.state:
        case BatchState.READ:
            return StateWords("Read, not started", "Look through what was read. Nothing is offered yet.", "waiting")
        case BatchState.RUNNING if batch.held_code is not None:
            why = HELD_WORDS.get(batch.held_code, HELD_OTHERWISE)
            return StateWords("Waiting", f"{why} The batch goes on by itself.", "waiting")
        case BatchState.RUNNING:
            return StateWords("Running", "Cards are being offered, row by row. You can leave this page.", "waiting")
        case BatchState.STOPPED:
            return StateWords("Stopped", "No further row is offered until it goes on.", "over")
        case BatchState.DONE:
            return StateWords("Done", "Every row was offered, refused or known already.", "good")
        case other:
            assert_never(other)


def words_of_row(row: Row, offer: OfferState | None) -> StateWords:
    match row.outcome:
        case RowOutcome.WAITING:
            return StateWords("Waiting", "", "waiting")
        case RowOutcome.REFUSED:
            return StateWords("Refused", row.sentence or "", "bad")
        case RowOutcome.ALREADY_DONE:
            return StateWords("Known already", "This record was offered before.", "over")
        case RowOutcome.OFFERED:
            return words_of(offer or OfferState.DRAFT)
        case other:
            assert_never(other)
