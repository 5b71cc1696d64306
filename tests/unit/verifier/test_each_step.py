"""Every numbered step of the judgement is needed, and every refusal within it: each is taken away in turn.

Without a step, an answer that only this step refuses becomes VALID. Without one refusal, one half of a condition, or
with a bound that is off by one, some answer gets another verdict. So no line that refuses can be lost unseen.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.unit.verifier.attacks import ASKED, ATTACKS, HONEST, LEFT_OUT, Attack
from tests.unit.verifier.several import answer_of, hand
from verifier.domain import across, answer, judgement
from verifier.domain.verdict import Valid, Verdict

SOURCE = Path(judgement.__file__).read_text()
_MARKED = re.compile(r"^ .*?(_\w+)\(.*  # (\d+)$", re.MULTILINE)
"""A call that is a step: `_trusted(...)  # 8`."""


def steps() -> dict[int, list[str]]:
    """The functions of each step, as the judgement's source marks them."""
    found = defaultdict(list)
    for name, number in _MARKED.findall(SOURCE):
        found[int(number)].append(name)
    return dict(found)


def _refuses_nothing(*_: Any) -> None: ...


def _the_honest_answer(*_: Any) -> answer.Answer:
    return answer.read_answer(answer_of(ASKED, hand()))


def _the_card_that_comes_in_its_turn(group: Any, given: answer.Answer) -> answer.Source:
    return given.sources[[each.referent for each in ASKED.groups].index(group.referent)]


def _whatever_is_shown(group: Any, examined: Any) -> dict[str, str]:
    return {name: value.raw for name, value in examined.answer.groups[group.referent].values.items()}


WITHOUT: dict[str, Callable[..., Any]] = {
    "_readable": _the_honest_answer,
    "_one_source": _the_card_that_comes_in_its_turn,
    "_proved_values": _whatever_is_shown,
    "_is_fresh": lambda *_: True,
}
"""What stands in for a step whose result is needed: it refuses nothing either."""


def verdict_on(attack: Attack, judge: Callable[..., Verdict] = judgement.judge) -> Verdict:
    return judge(attack.question, *attack.come())


def test_every_step_of_the_list_is_marked_where_it_happens_and_attacked() -> None:
    listed = [int(number) for number in re.findall(r"^ ?(\d+)\. ", judgement.__doc__ or "", re.MULTILINE)]
    assert listed == list(range(1, 15))
    assert sorted(steps()) == listed
    assert sorted({attack.step for attack in ATTACKS}) == listed


@pytest.mark.parametrize("answer", HONEST, ids=lambda answer: answer.what)
def test_an_honest_answer_is_valid(answer: Attack) -> None:
    assert isinstance(verdict_on(answer), Valid)


@pytest.mark.parametrize("attack", [*ATTACKS, *LEFT_OUT], ids=lambda attack: f"{attack.step} {attack.what}")
def test_each_attack_is_refused_with_its_reason(attack: Attack) -> None:
    assert verdict_on(attack) == attack.refused


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.step} {attack.what}")
def test_without_its_step_the_attack_succeeds(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in steps()[attack.step]:
        monkeypatch.setattr(judgement, name, WITHOUT.get(name, _refuses_nothing))
    assert isinstance(verdict_on(attack), Valid)


@dataclass(frozen=True)
class Mutant:
    """A source that lacks one refusal, or one half of a condition, or has a bound that is off by one."""

    module: ModuleType
    node: ast.stmt | ast.expr
    how: str
    change: Callable[[Any], ast.AST]

    def __str__(self) -> str:
        what = f"line {self.node.lineno} {self.how}: {ast.unparse(self.node)[:70]}"
        return f"{self.module.__name__.rpartition('.')[2]} {what}"

    def made(self) -> ModuleType:
        replace = _Replace(self.node.lineno, self.node.col_offset, type(self.node), self.change)
        mutant = ModuleType(self.module.__name__)
        source = compile(replace.visit(_tree(self.module)), str(self.module.__file__), "exec")
        exec(source, mutant.__dict__)  # noqa: S102 - our own source, less a line
        return mutant


def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text())


def mutants(module: ModuleType) -> Iterator[Mutant]:
    for node in ast.walk(_tree(module)):
        match node:
            case (
                ast.Expr(ast.Call(ast.Name("_require")))
                | ast.Raise(ast.Call())
                | ast.Return(ast.Call(ast.Name("Invalid")))
            ):
                yield Mutant(module, node, "is gone", lambda same: ast.copy_location(ast.Pass(), same))
            case ast.BoolOp():
                for place in range(len(node.values)):
                    yield Mutant(module, node, f"without part {place + 1}", partial(_without, place))
            case ast.Compare(ops=[ast.LtE() | ast.GtE() | ast.Lt() | ast.Gt()]):
                yield Mutant(module, node, "is off by one", _off_by_one)


class _Replace(ast.NodeTransformer):
    def __init__(self, line: int, column: int, kind: type, change: Callable[[Any], ast.AST]) -> None:
        self.wanted, self.change = (line, column, kind), change

    def visit(self, node: ast.AST) -> Any:
        place = (getattr(node, "lineno", None), getattr(node, "col_offset", None), type(node))
        return self.change(node) if place == self.wanted else self.generic_visit(node)


def _without(place: int, node: ast.BoolOp) -> ast.AST:
    node.values.pop(place)
    return node if len(node.values) > 1 else node.values[0]


def _off_by_one(node: ast.Compare) -> ast.AST:
    other = {ast.LtE: ast.Lt, ast.Lt: ast.LtE, ast.GtE: ast.Gt, ast.Gt: ast.GtE}
    node.ops = [other[type(node.ops[0])]()]
    return node


@pytest.fixture(scope="module")
def as_it_is() -> list[tuple[Attack, Verdict]]:
    return [(attack, verdict_on(attack)) for attack in [*HONEST, *ATTACKS, *LEFT_OUT]]


@pytest.mark.parametrize("one", [*mutants(judgement), *mutants(across)], ids=str)
def test_no_refusal_can_be_lost_unseen(
    one: Mutant, as_it_is: list[tuple[Attack, Verdict]], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant = one.made()
    judge = getattr(mutant, "judge", judgement.judge)
    if not hasattr(mutant, "judge"):
        monkeypatch.setattr(judgement, "breach", mutant.breach)
    assert any(_differs(attack, judge, verdict) for attack, verdict in as_it_is)


def _differs(attack: Attack, judge: Callable[..., Verdict], verdict: Verdict) -> bool:
    try:
        return verdict_on(attack, judge) != verdict
    except Exception:  # noqa: BLE001 - whatever it is, it is no verdict
        return True
