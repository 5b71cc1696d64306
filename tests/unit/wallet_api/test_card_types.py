"""How cards look on a phone: said for all that our issuer hands out, in every language, and so that it can be read."""

from pathlib import Path

import pytest

from issuer.type_files import load_credential_types
from wallet_api.card_type_files import PACKAGED, CardTypeBroken, load_card_types
from wallet_api.domain.card_type import contrast

VACCINATION = (PACKAGED / "vaccination.yaml").read_text()


def test_every_attribute_that_an_issuer_of_ours_hands_out_has_a_name_on_the_phone() -> None:
    shown = load_card_types()
    for name, issued in load_credential_types().items():
        assert set(shown[name].attributes) == {attribute.name for attribute in issued.attributes}


@pytest.mark.parametrize("name", sorted(load_card_types()))
def test_a_card_has_the_colours_that_its_issuer_gives_it(name: str) -> None:
    display, colours = load_credential_types()[name].display, load_card_types()[name].colours
    assert (colours.background, colours.text) == (display.colours.background, display.colours.text)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize(
    ("part", "instead", "said"),
    [
        ("de: Impfung, ", "", "every text is needed"),
        ('text: "#ffffff"', 'text: "#0b5e56"', "too alike"),
        ("group: [event_id]", "group: [event]", "no such attribute: event"),
        ("kind: scale", "kind: text", "a scale"),
        ("kind: text", "kind: picture", "attributes"),
        (VACCINATION, "- a list", "no mapping"),
        (VACCINATION, "name: [", "vaccination.yaml"),
    ],
)
def test_a_file_that_cannot_be_shown_is_named_with_its_fault(
    tmp_path: Path, part: str, instead: str, said: str
) -> None:
    assert part in VACCINATION
    (tmp_path / "vaccination.yaml").write_text(VACCINATION.replace(part, instead))
    with pytest.raises(CardTypeBroken, match=said):
        load_card_types(tmp_path)
