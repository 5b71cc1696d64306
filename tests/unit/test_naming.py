"""One machine's operator names its issuer and its clinic, and undoes nothing that somebody has entered."""

import json
from pathlib import Path

import pytest
import yaml

from agent.detached_jws import draw_key, public_part, sign
from agent.signed_file import SignedFile
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from salus.naming import OrganisationsUnusable, name_parties
from salus.signing import write_signed
from verifier.files.template_files import TemplateDirectory
from verifier.settings import TEMPLATES
from wallet_api.domain.organisation import Organisations
from wallet_api.organisation_file import read_organisations

DID = "F72i3Y3Q4i466efjYJYMHM"


@pytest.fixture
def layout(tmp_path: Path) -> MachineLayout:
    directory = DataDirectory(tmp_path)
    directory.take()
    directory.release()
    return MachineLayout(directory, "")


def in_force(layout: MachineLayout) -> Organisations:
    found = SignedFile(layout.organisations, json.loads(public_part(layout.operator_key)), read_organisations).read()
    assert found is not None
    return found.content


def test_issuer_and_clinic_are_named_with_what_nobody_else_has(layout: MachineLayout) -> None:
    name_parties(layout, DID)
    found = in_force(layout)
    issuer, clinic = found.organisations
    assert (found.sequence, issuer.name, issuer.dids) == (1, "Salus Vaccination Centre", (DID,))
    assert (clinic.name, [dict(key) for key in clinic.keys]) == (
        "Salus Clinic", [json.loads(public_part(layout.asker_key))],
    )  # fmt: skip
    first = layout.organisations.read_bytes()
    name_parties(layout, DID)
    assert layout.organisations.read_bytes() == first, "nothing new, no new edition"


def test_what_each_shipped_template_shows_is_registered_with_its_purpose(layout: MachineLayout) -> None:
    name_parties(layout, DID)
    clinic = in_force(layout).organisations[1]
    for file in TemplateDirectory(TEMPLATES).files():
        assert file.template is not None
        purpose = clinic.purpose(file.template.id)
        assert purpose is not None and {name for group in file.template.groups for name in group.reveal} <= {
            *purpose.sees
        }


def test_what_an_operator_has_entered_stays(layout: MachineLayout) -> None:
    name_parties(layout, DID)
    content = yaml.safe_load(layout.organisations.read_text())
    issuer, clinic = content["organisations"]
    clinic |= {"name": "City Clinic", "purposes": [{"id": "measles-10y", "sees": []}]}
    partner = {"id": "partner", "name": "Partner", "dids": ["WgWxqztrNooG92RXvxSTWv"]}
    edited = {"sequence": 7, "organisations": [clinic, partner, issuer]}
    write_signed(layout.organisations, yaml.safe_dump(edited).encode(), layout.operator_key)
    name_parties(layout, "4QxzWk3ajdnEA37NdNU5Kt")
    found = in_force(layout)
    assert (found.sequence, [each.name for each in found.organisations]) == (
        8, ["City Clinic", "Partner", "Salus Vaccination Centre"],
    )  # fmt: skip
    purpose = found.organisations[0].purpose("measles-10y")
    assert purpose is not None and purpose.sees == ()
    assert found.organisations[2].dids == (DID, "4QxzWk3ajdnEA37NdNU5Kt")


def test_a_registry_of_another_operator_is_never_signed_anew(layout: MachineLayout) -> None:
    layout.organisations.parent.mkdir(parents=True)
    content = yaml.safe_dump({"sequence": 3, "organisations": []}).encode()
    layout.organisations.write_bytes(content)
    with pytest.raises(OrganisationsUnusable):
        name_parties(layout, DID)
    layout.organisations.with_name("organisations.yaml.jws").write_text(sign(content, draw_key()))
    with pytest.raises(OrganisationsUnusable):
        name_parties(layout, DID)
    assert layout.organisations.read_bytes() == content
