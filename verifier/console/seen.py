"""What the page of one verification shows, at one moment."""

import math
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from agent.console.state_words import StateWords
from agent.console.steps import Mark
from agent.service.qr import qr_svg
from verifier.console.patient_words import WORDS, PatientWords
from verifier.console.shown_values import ShownCard, shown_cards
from verifier.console.state_words import TIME_IS_OVER, steps_to, words_of
from verifier.console.verdict_words import Look, look_of
from verifier.domain.question import Question
from verifier.domain.verification import State, Verification
from verifier.domain.words import explain
from verifier.domain.words.explanation import Explanation
from verifier.routes.bodies import VerificationBody


@dataclass(frozen=True)
class Seen:
    found: Verification
    body: VerificationBody
    """In English, as the desk's pages are."""
    now: datetime
    left_s: float
    """How much longer what was revealed, or the number of copies to ask for, may be seen."""

    @property
    def question(self) -> Question:
        return self.found.question

    @property
    def is_open(self) -> bool:
        return self.found.state is not State.DECIDED

    @property
    def is_late(self) -> bool:
        """No answer can come in time any more; the verdict says so a little later."""
        return self.is_open and self.found.answered_at is None and self.now >= self.found.expires_at

    @property
    def qr(self) -> Markup | None:
        """Only while somebody can scan it."""
        if self.body.url is None or self.is_late or self.found.state is not State.WAITING:
            return None
        return Markup(qr_svg(self.body.url))  # noqa: S704 - our own SVG

    @property
    def words(self) -> StateWords:
        return TIME_IS_OVER if self.is_late else words_of(self.found.state)

    @property
    def steps(self) -> list[tuple[str, Mark]]:
        return steps_to(self.found.state)

    @property
    def look(self) -> Look | None:
        return look_of(self.found.decision) if self.found.decision else None

    @property
    def patient(self) -> PatientWords:
        return WORDS[self.question.language]

    @property
    def to_patient(self) -> str:
        """What the patient is to do now."""
        return self.patient.now(self.found.state, is_late=self.is_late)

    @property
    def explained_to_patient(self) -> Explanation | None:
        return explain(self.body.reason, self.question.language) if self.body.reason else None

    @property
    def cards(self) -> tuple[ShownCard, ...]:
        return shown_cards(self.question, self.body.revealed or {})

    @property
    def has_gone(self) -> bool:
        """Values were shown, and their time on the screen is over."""
        was_shown = self.look is Look.VALID and any(group.reveal for group in self.question.groups)
        return was_shown and self.body.revealed is None

    @property
    def answer_left_s(self) -> int:
        return max(0, math.ceil((self.found.expires_at - self.now).total_seconds()))

    @property
    def screen_left_s(self) -> int:
        """In whole seconds; 0 if there is nothing that has to go."""
        has_to_go = self.body.revealed is not None or self.body.copies_needed is not None
        return max(1, math.ceil(self.left_s)) if has_to_go else 0

    @property
    def look_again_s(self) -> int | None:
        """When the page says something else even if no event comes."""
        if self.is_open:
            return None if self.is_late or self.found.answered_at else self.answer_left_s
        return self.screen_left_s or None

    def said(self, title: str) -> str:
        """For those who hear the page."""
        if self.look is None:
            return f"{self.words.label}. {self.words.sentence}"
        more = "The values are gone from the screen." if self.has_gone else self.body.sentence or title
        return f"{self.look.word}. {more}"

    def stays_s(self, lifetime_s: float) -> int:
        """How much longer a door shows this verdict by itself."""
        since = self.found.decided_at or self.now
        return max(0, math.ceil(lifetime_s - (self.now - since).total_seconds()), self.screen_left_s)
