"""The reasons in German."""

from collections.abc import Mapping

from verifier.domain.verdict import Reason
from verifier.domain.words.explanation import Explanation

WORDS: Mapping[Reason, Explanation] = {
    Reason.WRONG_REQUEST: Explanation("Die Antwort gehört zu einer anderen Anfrage.", "Mit einem neuen Code fragen."),
    Reason.REPLAYED: Explanation("Diese Anfrage wurde schon beantwortet.", "Mit einem neuen Code fragen."),
    Reason.TOO_LATE: Explanation("Die Antwort kam nach Ablauf der Zeit.", "Mit einem neuen Code fragen."),
    Reason.UNREADABLE: Explanation(
        "Die Antwort ist kein lesbarer Nachweis.", "Noch einmal fragen, notfalls mit einer anderen Wallet-App."
    ),
    Reason.SELF_ATTESTED: Explanation(
        "Ein Wert wurde eingetippt, statt von einer Karte zu kommen.",
        "Um die Karte eines anerkannten Ausstellers bitten.",
    ),
    Reason.NOT_REVEALED: Explanation(
        "Ein erfragter Wert wurde nicht gezeigt.", "Erklären, wozu er nötig ist, und noch einmal fragen."
    ),
    Reason.NOT_ANSWERED: Explanation("Ein Teil der Frage blieb ohne Antwort.", "Noch einmal fragen."),
    Reason.MIXED_CREDENTIALS: Explanation(
        "Die Antwort ist aus mehreren Karten zusammengesetzt.",
        "Noch einmal fragen und eine Karte wählen, die alles nachweist.",
    ),
    Reason.PROOF_FAILED: Explanation(
        "Der Nachweis hält nicht: Die Karte wurde widerrufen, oder die Antwort wurde verändert.",
        "Auf dem Telefon nachsehen, ob die Karte noch gilt; wenn ja, noch einmal fragen.",
    ),
    Reason.ISSUER_NOT_TRUSTED: Explanation(
        "Die Karte stammt von einem Aussteller, der hierfür nicht anerkannt ist.",
        "Um die Karte eines anerkannten Ausstellers bitten.",
    ),
    Reason.REVOCATION_NOT_PROVED: Explanation(
        "Die Antwort weist nicht nach, dass die Karte nicht widerrufen ist.",
        "Noch einmal fragen, notfalls mit einer anderen Wallet-App.",
    ),
    Reason.REVOCATION_STALE: Explanation(
        "Der Nachweis beruht auf einer veralteten Liste widerrufener Karten.",
        "Noch einmal fragen; das Telefon muss online sein.",
    ),
    Reason.VALUE_NOT_PROVED: Explanation(
        "Ein gezeigter Wert ist nicht der nachgewiesene.", "Die Antwort als falsch behandeln und noch einmal fragen."
    ),
    Reason.WRONG_VALUE: Explanation(
        "Die Karte sagt etwas anderes aus, als gefragt wurde.", "Um eine Karte bitten, die es aussagt."
    ),
    Reason.EXPIRED: Explanation("Die Karte ist abgelaufen.", "Den Aussteller um eine neue Karte bitten."),
    Reason.TOO_OLD: Explanation(
        "Was die Karte aussagt, liegt länger zurück, als diese Anfrage zulässt.",
        "Um eine neuere Karte bitten, oder es jetzt erneut durchführen.",
    ),
    Reason.SUBJECTS_DIFFER: Explanation(
        "Die Karten nennen nicht dieselbe Person.",
        "Noch einmal fragen und Karten einer Person von einem Aussteller wählen.",
    ),
    Reason.SAME_CARD_TWICE: Explanation(
        "Derselbe Eintrag wurde mehrmals gezeigt.", "Noch einmal fragen und jedes Mal eine andere Karte wählen."
    ),
    Reason.ISSUERS_DIFFER: Explanation(
        "Die Liste und die Karten, die sie zählt, stammen von verschiedenen Ausstellern.",
        "Noch einmal fragen und Liste und Karten eines Ausstellers wählen.",
    ),
    Reason.LIST_INCOMPLETE: Explanation(
        "Die Liste zählt eine andere Anzahl Karten, als gezeigt wurde.",
        "Noch einmal nach so vielen Karten fragen, wie die Liste zählt.",
    ),
    Reason.REVOKED: Explanation(
        "Die Karte wurde von ihrem Aussteller widerrufen.", "Den Aussteller um eine neue Karte bitten."
    ),
    Reason.NO_CREDENTIAL: Explanation(
        "Die Wallet enthält keine Karte, die das nachweist.",
        "Der Aussteller solcher Karten kann helfen; andere Unterlagen können genügen.",
    ),
    Reason.DECLINED: Explanation(
        "Die Patientin oder der Patient hat abgelehnt.", "Erklären, wozu es dient, oder einen anderen Weg nehmen."
    ),
    Reason.TIMED_OUT: Explanation("Es kam keine Antwort in der vorgesehenen Zeit.", "Mit einem neuen Code fragen."),
    Reason.NOT_CHECKED: Explanation(
        "Die Antwort konnte nicht geprüft werden, weil Ledger, Agent oder Vertrauensliste nicht verfügbar war.",
        "In einigen Minuten noch einmal fragen.",
    ),
    Reason.REVOCATION_UNKNOWN: Explanation(
        "Unsere eigene Liste widerrufener Karten ist zu alt, um zu sagen, ob die Karte noch gilt.",
        "In einigen Minuten noch einmal fragen.",
    ),
}
