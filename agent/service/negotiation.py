"""What kind of answer the `Accept` header asks for (RFC 9110, section 12.5.1), as far as short links need it."""

from enum import Enum


class Wanted(Enum):
    JSON = "json"
    PAGE = "page"
    ANYTHING = "anything"


def wanted(accept: str | None) -> Wanted:
    """JSON and pages are given only to those who name them; `*/*` names neither. JSON wins a tie."""
    qualities = dict(_parts(accept or ""))
    json = max((q for kind, q in qualities.items() if _is_json(kind)), default=0.0)
    page = max(qualities.get("text/html", 0.0), qualities.get("application/xhtml+xml", 0.0))
    if json > 0 and json >= page:
        return Wanted.JSON
    return Wanted.PAGE if page > 0 else Wanted.ANYTHING


def _is_json(kind: str) -> bool:
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _parts(accept: str) -> list[tuple[str, float]]:
    return [(part.split(";")[0].strip().lower(), _quality(part)) for part in accept.split(",") if part.strip()]


def _quality(part: str) -> float:
    for parameter in part.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(1.0, max(0.0, float(value.strip())))
            except ValueError:
                return 0.0
    return 1.0
