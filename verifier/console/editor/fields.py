"""The fields of a form whose rows are numbered: `groups.0.prove.1.attribute`."""

from collections.abc import Iterable, Mapping


class Fields:
    def __init__(self, sent: Iterable[tuple[str, object]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in sent:
            if isinstance(value, str):
                self._values.setdefault(name, []).append(value.strip())

    def without(self, row: str) -> "Fields":
        """As if this row had not been sent."""
        kept = [
            (name, values) for name, values in self._values.items() if name != row and not name.startswith(f"{row}.")
        ]
        return Fields((name, value) for name, values in kept for value in values)

    def one(self, name: str, otherwise: str = "") -> str:
        return self._values.get(name, [otherwise])[0]

    def every(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self._values.get(name, ()) if value)

    def rows(self, name: str) -> tuple[str, ...]:
        """The prefixes of its rows in their order: `groups.0`, `groups.1`."""
        found = {rest.partition(".")[0] for rest in self._below(name)}
        return tuple(f"{name}.{number}" for number in sorted(int(each) for each in found if each.isdecimal()))

    def below(self, name: str) -> Mapping[str, str]:
        """The fields of a row by the rest of their names."""
        return {rest: self.one(f"{name}.{rest}") for rest in self._below(name)}

    def _below(self, name: str) -> list[str]:
        return [each.removeprefix(f"{name}.") for each in self._values if each.startswith(f"{name}.")]
