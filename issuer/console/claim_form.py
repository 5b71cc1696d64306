"""The form for the claims of a credential type, made from the type's own file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from issuer.domain.claims import Fault
from issuer.domain.credential_type import AttributeKind, AttributeType, CredentialType

PREFIX = "claim."
_INPUT_TYPES = {AttributeKind.TEXT: "text", AttributeKind.INTEGER: "text", AttributeKind.DATEINT: "date"}
_INPUT_MODES = {AttributeKind.TEXT: "text", AttributeKind.INTEGER: "numeric", AttributeKind.DATEINT: ""}


@dataclass(frozen=True)
class FormField:
    attribute: str
    label: str
    required: bool
    input_type: str
    input_mode: str
    value: str = field(default="", repr=False)
    fault: str | None = None

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.attribute}"

    @property
    def id(self) -> str:
        return f"claim-{self.attribute}"


@dataclass(frozen=True)
class ClaimForm:
    fields: tuple[FormField, ...]

    @property
    def required(self) -> tuple[FormField, ...]:
        return tuple(each for each in self.fields if each.required)

    @property
    def optional(self) -> tuple[FormField, ...]:
        return tuple(each for each in self.fields if not each.required)

    @property
    def faulty(self) -> tuple[FormField, ...]:
        return tuple(each for each in self.fields if each.fault)


def claim_form(
    credential_type: CredentialType, values: Mapping[str, str] | None = None, faults: Iterable[Fault] = ()
) -> ClaimForm:
    """The form with what was typed, and what is wrong at each field."""
    typed, wrong = values or {}, {fault.field: fault.sentence for fault in faults}
    fields = (
        _field(each, typed.get(each.name, ""), wrong.get(each.name))
        for each in credential_type.attributes
        if each.kind is not AttributeKind.ISSUED_ON
    )
    return ClaimForm(tuple(fields))


def typed_claims(form: Mapping[str, object]) -> dict[str, str]:
    """The claims among a form's fields, without those left empty."""
    named = {name.removeprefix(PREFIX): value for name, value in form.items() if name.startswith(PREFIX)}
    return {name: value.strip() for name, value in named.items() if isinstance(value, str) and value.strip()}


def _field(attribute: AttributeType, value: str, fault: str | None) -> FormField:
    kind = attribute.kind
    return FormField(
        attribute=attribute.name,
        label=attribute.label,
        required=attribute.required,
        input_type=_INPUT_TYPES[kind],
        input_mode=_INPUT_MODES[kind],
        value=value,
        fault=f"This {fault}." if fault else None,
    )
