"""Each reason in words: a plain sentence, and what to do next.

The sentences are read aloud at a desk: they accuse nobody, and they say no more than was found out. A language is a
table of its own; a test holds each of them complete.
"""

from collections.abc import Mapping

from verifier.domain.language import Language
from verifier.domain.verdict import Reason
from verifier.domain.words import ar, de, en
from verifier.domain.words.explanation import Explanation

TABLES: Mapping[Language, Mapping[Reason, Explanation]] = {
    Language.ENGLISH: en.WORDS,
    Language.GERMAN: de.WORDS,
    Language.ARABIC: ar.WORDS,
}


def explain(reason: Reason, language: Language) -> Explanation:
    return TABLES[language][reason]
