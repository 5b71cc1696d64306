"""What is wrong with one element of a resource, by its path inside of that resource."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from issuer.domain.intake import Refused

_ELEMENT = re.compile(r"_?[A-Za-z][A-Za-z0-9]{0,63}")


@dataclass(frozen=True)
class ElementFault:
    at: str
    """FHIRPath from the resource on; empty for the resource itself."""
    code: str
    sentence: str

    def refused(self, place: str, source_id: str | None) -> Refused:
        return Refused(f"{place}.{self.at}" if self.at else place, self.code, self.sentence, source_id)


def fhir_path(steps: Sequence[str | int]) -> str:
    """`("name", 0, "given")` as `name[0].given`. A key that is no name of an element is not repeated."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{step if _ELEMENT.fullmatch(step) else '(unknown)'}"
    return path.removeprefix(".")
