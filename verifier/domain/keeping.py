"""How long what was shown may be kept, and how the patient is told: by us, so that no template can leave it out.

Source of the idea: ISO/IEC 18013-5, IntentToRetain.
"""

from collections.abc import Mapping

from verifier.domain.language import Language

MOST_KEPT_S = 7 * 86_400
_HOUR_S = 3600
_TOLD: Mapping[Language, str] = {
    Language.ENGLISH: "What you show is kept here, encrypted, for {hours} h at most.",
    Language.GERMAN: "Was Sie zeigen, wird hier verschlüsselt aufbewahrt, höchstens {hours} Std.",
    Language.ARABIC: "يحفظ ما تعرضه هنا مشفرا، والمدة القصوى بالساعات: {hours}.",
}


def check_kept(keep_for_s: int) -> None:
    if keep_for_s % _HOUR_S:
        raise ValueError("keep_for_s is made of whole hours, because the patient is told in hours")


def told_with_keeping(purpose: str, keep_for_s: int, language: Language) -> str:
    """The purpose, and how long what is shown is kept."""
    if not keep_for_s:
        return purpose
    return f"{purpose} {_TOLD[language].format(hours=keep_for_s // _HOUR_S)}"
