"""An AnonCreds presentation request as it comes in: untrusted, and taken whole or not at all.

Source: AnonCreds Specification v1.0, presentation request.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, model_validator

from agent.protocol import CredDefId


def _visible(text: str) -> str:
    """A name that disguises itself (line breaks, right-to-left override, NUL) is not shown to anybody."""
    if not text.isprintable():
        raise ValueError("not printable")
    return text


Name = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(_visible)]
Referent = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(_visible)]
Int32 = Annotated[StrictInt, Field(ge=-(2**31), le=2**31 - 1)]
Comparison = Literal[">=", "<=", ">", "<"]
MAX_REFERENTS = 50


class Wire(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)


class WireReferent(Wire):
    restrictions: Annotated[list[dict[str, str]], Field(max_length=100)] = []

    def restrictions_key(self) -> str:
        """The same for the same restrictions, in whatever order."""
        return repr(sorted(sorted(restriction.items()) for restriction in self.restrictions))

    def cred_def_ids(self) -> tuple[CredDefId, ...]:
        return tuple(sorted({CredDefId(each["cred_def_id"]) for each in self.restrictions if "cred_def_id" in each}))


class WireAttribute(WireReferent):
    name: Name | None = None
    names: Annotated[list[Name], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> "WireAttribute":
        if (self.name is None) == (self.names is None):
            raise ValueError("either name or names")
        return self

    def all_names(self) -> tuple[str, ...]:
        return tuple(self.names or [self.name or ""])


class WirePredicate(WireReferent):
    name: Name
    p_type: Comparison
    p_value: Int32


class WireRequest(Wire):
    requested_attributes: Annotated[dict[Referent, WireAttribute], Field(max_length=MAX_REFERENTS)] = {}
    requested_predicates: Annotated[dict[Referent, WirePredicate], Field(max_length=MAX_REFERENTS)] = {}

    @model_validator(mode="after")
    def _apart(self) -> "WireRequest":
        if self.requested_attributes.keys() & self.requested_predicates.keys():
            raise ValueError("one referent for two things")
        return self
