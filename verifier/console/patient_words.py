"""What the screen says to the patient, in the patient's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.console.verdict_words import Look
from verifier.domain.language import Language
from verifier.domain.verification import State


@dataclass(frozen=True)
class PatientWords:
    name: str
    """Of the language itself."""
    next_person: str
    scan: str
    decide: str
    checking: str
    over: str
    once_more: str
    """Before the second code, when a list counts more cards than were asked for."""
    verdicts: Mapping[Look, str]

    def now(self, state: State, *, is_late: bool) -> str:
        """What the patient is to do."""
        if is_late:
            return self.over
        if state is State.SCANNED:
            return self.decide
        return self.checking if state is State.ANSWERED else self.scan


WORDS: Mapping[Language, PatientWords] = {
    Language.ENGLISH: PatientWords(
        name="English",
        next_person="Next person",
        scan="Please scan this code with your wallet.",
        decide="Please look at your phone: you decide there.",
        checking="Your answer is being checked.",
        over="The time is over.",
        once_more="Once more, please: this code asks for every card that your list counts.",
        verdicts={
            Look.VALID: "Valid",
            Look.NOT_VALID: "Not valid",
            Look.NOT_CHECKED: "Not checked",
            Look.NO_ANSWER: "No answer",
        },
    ),
    Language.GERMAN: PatientWords(
        name="Deutsch",
        next_person="Nächste Person",
        scan="Bitte scannen Sie diesen Code mit Ihrer Wallet.",
        decide="Bitte sehen Sie auf Ihr Telefon: Dort entscheiden Sie.",
        checking="Ihre Antwort wird geprüft.",
        over="Die Zeit ist um.",
        once_more="Bitte noch einmal: Dieser Code fragt nach allen Karten, die Ihre Liste zählt.",
        verdicts={
            Look.VALID: "Gültig",
            Look.NOT_VALID: "Nicht gültig",
            Look.NOT_CHECKED: "Nicht geprüft",
            Look.NO_ANSWER: "Keine Antwort",
        },
    ),
    Language.ARABIC: PatientWords(
        name="العربية",
        next_person="الشخص التالي",
        scan="يرجى مسح هذا الرمز بمحفظتك.",
        decide="يرجى النظر إلى هاتفك: القرار لك هناك.",
        checking="يجري التحقق من إجابتك.",
        over="انتهى الوقت.",
        once_more="مرة أخرى من فضلك: يطلب هذا الرمز كل البطاقات المذكورة في قائمتك.",
        verdicts={
            Look.VALID: "صالح",
            Look.NOT_VALID: "غير صالح",
            Look.NOT_CHECKED: "لم يتم التحقق",
            Look.NO_ANSWER: "لا توجد إجابة",
        },
    ),
}
