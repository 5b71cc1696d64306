"""A presentation as it came, read into types without believing any of it.

Only the parts that the judgement looks at are read: which sub-proof answers which referent, the revealed values, which
credential definition each sub-proof claims, and what its proof is in truth about. Whether the proof holds is the
library's matter; what it is about is not, for the library does not compare that with the request (see judgement.py).
Source: AnonCreds Specification v1.0, presentation (`requested_proof`, `identifiers`, `proof`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from agent.ports import Presentation
from agent.protocol import CredDefId, RevRegId, SchemaId


class UnreadablePresentation(ValueError):
    """The holder sent something that is not an AnonCreds presentation."""


def _unicode(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair") from None
    return text


Text = Annotated[str, AfterValidator(_unicode)]
"""JSON can spell half of a surrogate pair, and pydantic takes it; but it is no text, and has no encoding."""


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)


class RevealedValue(_Wire):
    raw: Text = Field(repr=False)
    encoded: Text = Field(repr=False)


class _SubProof(_Wire):
    sub_proof_index: Annotated[int, Field(ge=0)]


class _RevealedGroup(_SubProof):
    values: dict[Text, RevealedValue]


class _RequestedProof(_Wire):
    revealed_attrs: dict[Text, Any] = {}
    revealed_attr_groups: dict[Text, _RevealedGroup] = {}
    unrevealed_attrs: dict[Text, Any] = {}
    self_attested_attrs: dict[Text, Any] = {}
    predicates: dict[Text, _SubProof] = {}


class _Identifier(_Wire):
    schema_id: Text
    cred_def_id: Text
    rev_reg_id: Text | None = None
    timestamp: int | None = None


class _Predicate(_Wire):
    attr_name: Text
    p_type: Text
    value: int


class _PredicateProof(_Wire):
    predicate: _Predicate
    mj: Text


class _EqualityProof(_Wire):
    revealed_attrs: dict[Text, Text]
    m: dict[Text, Text]


class _PrimaryProof(_Wire):
    eq_proof: _EqualityProof
    ge_proofs: list[_PredicateProof] = []


class _NonRevocationProof(_Wire):
    x_list: dict[Text, Any]


class _CredentialProof(_Wire):
    primary_proof: _PrimaryProof
    non_revoc_proof: _NonRevocationProof | None = None


class _Proof(_Wire):
    proofs: list[_CredentialProof]


class _Presentation(_Wire):
    requested_proof: _RequestedProof
    identifiers: list[_Identifier]
    proof: _Proof


LINK_SECRET = "master_secret"  # noqa: S105 - a name
"""The attribute's name in proofs."""


@dataclass(frozen=True)
class ProvedPredicate:
    """A predicate that the proof is about, in the proof's words: GE, LE, GT, LT."""

    attribute: str
    comparison: str
    value: int


@dataclass(frozen=True)
class Source:
    """The credential behind one sub-proof: what it claims to be, and what its proof is about."""

    schema_id: SchemaId
    cred_def_id: CredDefId
    rev_reg_id: RevRegId | None
    revocation_list_at: int | None
    """Unix seconds that name the revocation list of the proof of non-revocation."""
    proves_non_revocation: bool
    """Whether there is such a proof, tied to this credential. The claim of a list alone is worth nothing."""
    predicates: frozenset[ProvedPredicate]
    """Those tied to the attribute of this credential that they name."""
    encoded: Mapping[str, str]
    """The revealed attributes, as the proof has them."""
    link_secret: str | None
    """The proof's blinded link secret: equal in all sub-proofs of one holder, different in each presentation."""


@dataclass(frozen=True)
class RevealedGroup:
    sub_proof: int
    values: Mapping[str, RevealedValue]


@dataclass(frozen=True)
class Answer:
    groups: Mapping[str, RevealedGroup]
    predicates: Mapping[str, int]
    """Referent -> index of the sub-proof that answers it."""
    singles: frozenset[str]
    unrevealed: frozenset[str]
    self_attested: frozenset[str]
    sources: tuple[Source, ...]


def read_answer(presentation: Presentation) -> Answer:
    """Raises UnreadablePresentation, without repeating any value of it."""
    try:
        wire = _Presentation.model_validate(presentation)
    except ValidationError as error:
        raise UnreadablePresentation(f"{error.error_count()} parts do not have the form of the specification") from None
    if len(wire.identifiers) != len(wire.proof.proofs):
        raise UnreadablePresentation("it does not name one credential for each proof")
    told = wire.requested_proof
    return Answer(
        groups={
            ref: RevealedGroup(group.sub_proof_index, group.values) for ref, group in told.revealed_attr_groups.items()
        },
        predicates={ref: predicate.sub_proof_index for ref, predicate in told.predicates.items()},
        singles=frozenset(told.revealed_attrs),
        unrevealed=frozenset(told.unrevealed_attrs),
        self_attested=frozenset(told.self_attested_attrs),
        sources=tuple(map(_source, wire.identifiers, wire.proof.proofs)),
    )


def _source(identifier: _Identifier, proof: _CredentialProof) -> Source:
    equality = proof.primary_proof.eq_proof
    return Source(
        schema_id=SchemaId(identifier.schema_id),
        cred_def_id=CredDefId(identifier.cred_def_id),
        rev_reg_id=None if identifier.rev_reg_id is None else RevRegId(identifier.rev_reg_id),
        revocation_list_at=identifier.timestamp,
        proves_non_revocation=_is_tied(proof.non_revoc_proof),
        predicates=frozenset(_tied_predicates(proof.primary_proof)),
        encoded=equality.revealed_attrs,
        link_secret=equality.m.get(LINK_SECRET),
    )


def _tied_predicates(proof: _PrimaryProof) -> Iterator[ProvedPredicate]:
    """A predicate's proof speaks of some hidden number; it is the attribute's only if both are blinded alike (m_j)."""
    for each in proof.ge_proofs:
        if proof.eq_proof.m.get(each.predicate.attr_name) == each.mj:
            yield ProvedPredicate(each.predicate.attr_name, each.predicate.p_type, each.predicate.value)


def _is_tied(proof: _NonRevocationProof | None) -> bool:
    """The old form brings an m2 of its own, and may then be about another credential than the one it stands beside."""
    return proof is not None and "m2" not in proof.x_list
