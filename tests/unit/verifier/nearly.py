"""Nearly right presentations, and anything else that a wallet may send: strategies of hypothesis."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.unit.verifier.asked import CRED_DEF_ID, DID, GROUP, ISSUED, LIST_AT, MEASLES, RECENT, REV_REG_ID

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(
        [0, 1, -1, 2**31, 2**64, LIST_AT, LIST_AT - 1, LIST_AT + 1, "GE", "LE", "77", "78", MEASLES, "6142004", "0",
         CRED_DEF_ID, REV_REG_ID, f"{DID}:4:x", 20161122, 20240101, "occurrence_dateint", "issued_dateint", "\ud800"]
    ),
)  # fmt: skip
names = st.one_of(
    st.text(max_size=4),
    st.sampled_from(
        [GROUP, RECENT, ISSUED, "raw", "encoded", "sub_proof_index", "values", "m2", "master_secret", "timestamp",
         "proofs", "non_revoc_proof", "x_list", "predicates", "revealed_attrs", "self_attested_attrs",
         "unrevealed_attrs"]
    ),
)  # fmt: skip
anything = st.recursive(
    scalars, lambda part: st.one_of(st.lists(part, max_size=3), st.dictionaries(names, part, max_size=3)), max_leaves=8
)
Place = tuple[Any, ...]


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    yield place
    if isinstance(value, dict):
        for name, part in value.items():
            yield from places(part, (*place, name))
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from places(part, (*place, index))


def at(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step]
    return value


@st.composite
def altered(draw: st.DrawFn, answer: Any, most: int = 3) -> Any:
    """This answer with up to so many changes: a part replaced, removed, doubled, or put in another's place."""
    for _ in range(draw(st.integers(0, most))):
        place = draw(st.sampled_from([each for each in places(answer) if each]))
        inside = at(answer, place[:-1])
        match draw(st.sampled_from(["replace", "remove", "add", "move"])):
            case "replace":
                inside[place[-1]] = draw(anything)
            case "remove":
                del inside[place[-1]]
            case "add" if isinstance(inside, list):
                inside.append(copy.deepcopy(draw(st.one_of(anything, st.sampled_from(inside)))))
            case "add":
                inside[draw(names)] = draw(anything)
            case "move":
                source = draw(st.sampled_from([each for each in places(answer) if each]))
                inside[place[-1]] = copy.deepcopy(at(answer, source))
    return answer
