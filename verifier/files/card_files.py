"""The types of cards that the editor knows, one YAML file each; they come with the verifier."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from agent.yaml_files import read_yaml
from verifier.domain.card_type import CardType

PACKAGED = Path(__file__).parent.parent / "sample_cards"


@cache
def read_card_types(directory: Path = PACKAGED) -> Mapping[str, CardType]:
    """By name; read once, since they never change. Raises BrokenFile."""
    found = [read_yaml(path, CardType) for path in sorted(directory.glob("*.yaml"))]
    return {each.name: each for each in found}
