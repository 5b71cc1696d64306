"""How far a verification has come, in the words of the desk."""

from typing import assert_never

from agent.console.state_words import StateWords
from agent.console.steps import Mark, marked
from verifier.domain.verification import State

STEPS = ("Waiting for a scan", "Scanned", "Asked", "Answered", "Verdict")
TIME_IS_OVER = StateWords("Time is over", "Nobody answered in time. Ask again with a new code.", "over")


def words_of(state: State) -> StateWords:
    match state:
        case State.DRAFT:
            return StateWords("Being prepared", "The agent prepares the code.", "waiting")
        case State.WAITING:
            return StateWords("Waiting for a scan", "Show the code to the patient.", "waiting")
        case State.SCANNED:
            return StateWords("On the phone", "The patient reads there what is asked, and decides.", "waiting")
        case State.ANSWERED:
            return StateWords("Being checked", "The answer has come, and is being checked.", "waiting")
        case State.DECIDED:
            return StateWords("Decided", "There is a verdict.", "over")
        case other:
            assert_never(other)


def steps_to(state: State) -> list[tuple[str, Mark]]:
    """A wallet that has scanned is asked at the same moment."""
    match state:
        case State.DRAFT | State.WAITING:
            return marked(STEPS, 0)
        case State.SCANNED:
            return marked(STEPS, 2)
        case State.ANSWERED:
            return marked(STEPS, 3)
        case State.DECIDED:
            return marked(STEPS, len(STEPS))
        case other:
            assert_never(other)
