"""What a template asks, in the words of each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.domain.language import Language


@dataclass(frozen=True)
class Phrases:
    from_card: str
    seen: str
    nothing_seen: str
    proved: str
    demanded: str
    several: str
    today: Mapping[str, str]
    """Comparison with today."""
    relative: Mapping[str, str]
    """Comparison with a number of years, months or days before today."""
    number: Mapping[str, str]
    units: Mapping[str, tuple[str, str]]
    """Unit -> one, several."""


PHRASES: Mapping[Language, Phrases] = {
    Language.ENGLISH: Phrases(
        from_card="From one card: {card}",
        seen="The clinic sees",
        nothing_seen="The clinic sees no value of it.",
        proved="Proved without being seen",
        demanded="{label}, which has to be {value}",
        several="From several cards, each another one: {card}",
        today={">=": "{label}: today or later", "<=": "{label}: today or earlier"},
        relative={">=": "{label}: at most {amount} {unit} ago", "<=": "{label}: at least {amount} {unit} ago"},
        number={">=": "{label}: at least {amount}", "<=": "{label}: at most {amount}"},
        units={"years": ("year", "years"), "months": ("month", "months"), "days": ("day", "days")},
    ),
    Language.GERMAN: Phrases(
        from_card="Aus einer Karte: {card}",
        seen="Die Klinik sieht",
        nothing_seen="Die Klinik sieht davon keinen Wert.",
        proved="Bewiesen, ohne gesehen zu werden",
        demanded="{label}, muss {value} sein",
        several="Aus mehreren verschiedenen Karten: {card}",
        today={">=": "{label}: heute oder später", "<=": "{label}: heute oder früher"},
        relative={">=": "{label}: höchstens {amount} {unit} her", "<=": "{label}: mindestens {amount} {unit} her"},
        number={">=": "{label}: mindestens {amount}", "<=": "{label}: höchstens {amount}"},
        units={"years": ("Jahr", "Jahre"), "months": ("Monat", "Monate"), "days": ("Tag", "Tage")},
    ),
    Language.ARABIC: Phrases(
        from_card="من بطاقة واحدة: {card}",
        seen="ما تراه العيادة",
        nothing_seen="لا ترى العيادة أي قيمة منها.",
        proved="ما يثبت دون أن يرى",
        demanded="{label}، ويجب أن تكون القيمة {value}",
        several="من عدة بطاقات مختلفة: {card}",
        today={">=": "{label}: اليوم أو بعده", "<=": "{label}: اليوم أو قبله"},
        relative={
            ">=": "{label}: قبل مدة لا تزيد على {amount} {unit}",
            "<=": "{label}: قبل مدة لا تقل عن {amount} {unit}",
        },
        number={">=": "{label}: {amount} على الأقل", "<=": "{label}: {amount} على الأكثر"},
        units={
            "years": ("(بالسنوات)", "(بالسنوات)"),
            "months": ("(بالأشهر)", "(بالأشهر)"),
            "days": ("(بالأيام)", "(بالأيام)"),
        },
    ),
}
