"""What the form can suggest: types of cards and their attributes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verifier.console.editor.draft import Draft, GroupDraft
from verifier.domain.card_type import CardType, label, type_label
from verifier.domain.language import Language
from verifier.domain.template import Template


@dataclass(frozen=True)
class Known:
    types: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]
    """Type -> its attributes, as far as they are known."""
    card_types: Mapping[str, CardType]

    def of(self, group: GroupDraft) -> tuple[str, ...]:
        return self.attributes.get(group.credential_type, ())

    def words(self, group: GroupDraft, attribute: str) -> str:
        return label(self.card_types, group.credential_type, attribute, Language.ENGLISH)

    def type_words(self, credential_type: str) -> str:
        return type_label(self.card_types, credential_type, Language.ENGLISH)

    def not_shown(self, group: GroupDraft) -> tuple[str, ...]:
        return tuple(name for name in self.of(group) if name not in group.reveal)

    def choices(self, group: GroupDraft) -> tuple[str, ...]:
        """The types to choose from, with the one that was chosen."""
        return tuple(dict.fromkeys((*self.types, *([group.credential_type] if group.credential_type else []))))


def known_by(card_types: Mapping[str, CardType], templates: Iterable[Template], trusted_types: Iterable[str]) -> Known:
    """Of our own card types, of the templates in force, and of the trust registry."""
    attributes = {name: dict.fromkeys(each.attributes) for name, each in card_types.items()}
    for group in (group for template in templates for group in template.groups):
        names = (*group.reveal, *(proof.attribute for proof in group.prove))
        attributes.setdefault(group.credential_type, {}).update(dict.fromkeys(names))
    types = dict.fromkeys((*attributes, *sorted(trusted_types)))
    return Known(tuple(types), {name: tuple(each) for name, each in attributes.items()}, card_types)


def types_of(draft: Draft) -> tuple[str, ...]:
    return tuple(dict.fromkeys(group.credential_type for group in draft.groups if group.credential_type))
