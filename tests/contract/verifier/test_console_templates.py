"""The editor of templates: what was typed is kept, faults stand at their fields, and only what was shown is saved."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.contract.verifier.console import Office, office_of
from tests.contract.verifier.forms import changed, form_of
from tests.unit.verifier.asked import MEASLES
from verifier.console.editor.fields import Fields
from verifier.console.editor.from_form import read_draft
from verifier.console.editor.to_template import template_of
from verifier.domain.version import next_version
from verifier.settings import TEMPLATES, Settings

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_kind", ["sqlite"], scope="module")]
"""What the pages keep is tried on both databases in test_saved_templates.py."""
LIST, NEW, EDIT = "/console/templates", "/console/new-template", "/console/edit-template"
MARKED = "MARKED-4711"


@pytest_asyncio.fixture(scope="module")
async def office(shared_settings: Settings, shared_path: Path) -> AsyncIterator[Office]:
    async with office_of(shared_settings, shared_path) as office:
        yield office


@pytest_asyncio.fixture
async def own_office(own_settings: Settings, tmp_path: Path) -> AsyncIterator[Office]:
    """Of one who changes a template that others ask for."""
    async with office_of(own_settings, tmp_path) as office:
        yield office


async def form_at(office: Office, path: str) -> list[tuple[str, str]]:
    page = await office.see(path)
    assert page.status_code == 200, page.text
    return form_of(page.text, "editor")


async def test_the_form_of_each_shipped_template_says_the_whole_template(office: Office) -> None:
    for path in TEMPLATES.glob("*.yaml"):
        shown = template_of(read_draft(Fields(await form_at(office, f"{LIST}/{path.stem}"))))
        template = await office.parts.templates.find(path.stem)
        proposed = next_version(template.version)
        assert shown == type(template)(**{**vars(template), "version": proposed}), path.stem


async def test_a_copy_is_saved_after_a_confirmation_and_is_in_force_at_once(office: Office) -> None:
    sent = changed(await form_at(office, f"{NEW}?copy=measles-10y"), id="measles-5y", groups__0__prove__0__amount="5")
    asked = await office.send(EDIT, sent | {"do": ["save"]})
    assert asked.status_code == 200 and "Put version 1.0 in force?" in asked.text
    assert "measles-5y" not in (await office.parts.templates.catalogue()).in_force
    confirmed = changed(form_of(asked.text, "editor"), do="confirm")
    done = await office.send(EDIT, confirmed)
    assert (done.status_code, done.headers["location"]) == (303, f"{LIST}/measles-5y")
    found = await office.parts.templates.find("measles-5y")
    assert found.groups[0].prove[0].bound.years_before_today == 5
    (act,) = [each for each in (await office.api.get("/v1/acts")).json()["acts"] if each["record_id"] == "measles-5y"]
    assert act["kind"] == "template-saved" and act["actor_kind"] == "user"
    assert "admin" in (await office.see(f"{LIST}/measles-5y")).text


async def test_a_change_shows_what_differs_and_what_was_changed_after_it_was_shown_is_shown_again(
    office: Office,
) -> None:
    sent = changed(await form_at(office, f"{LIST}/measles-10y"), groups__0__prove__0__amount="7", do="save")
    page = (await office.send(EDIT, sent)).text
    gone, new = page.split("No longer:")[1].split("New:")
    assert "occurrence_dateint: at most 10 years ago" in gone
    assert "occurrence_dateint: at most 7 years ago" in new.split("</ul>")[0]
    slipped = changed(form_of(page, "editor"), groups__0__prove__0__amount="8", do="confirm")
    again = await office.send(EDIT, slipped)
    assert again.status_code == 200 and "Put version 1.1 in force?" in again.text
    assert (await office.parts.templates.find("measles-10y")).version == "1.0"


async def test_what_cannot_be_asked_is_told_at_its_field_and_nothing_typed_is_lost(office: Office) -> None:
    start = await form_at(office, f"{LIST}/measles-10y")
    wrong = changed(start, groups__0__prove__0__amount="ten", title__en="My own words", do="save")
    page = await office.send(EDIT, wrong)
    assert page.status_code == 422
    assert "Give a whole number." in page.text and 'aria-invalid="true"' in page.text
    kept = dict(form_of(page.text, "editor"))
    assert (kept["groups.0.prove.0.amount"], kept["title.en"]) == ("ten", "My own words")
    cheatable = changed(start, do="save") | {"groups.0.reveal": ["country"]}
    page = await office.send(EDIT, cheatable)
    assert page.status_code == 422 and "which is not revealed" in page.text


@pytest.mark.parametrize(("version", "said"), [("1.0", "higher than 1.0, such as 1.1"), ("one", "like 1.0")])
async def test_a_version_that_does_not_do_is_told(office: Office, version: str, said: str) -> None:
    page = await office.send(EDIT, changed(await form_at(office, f"{LIST}/adult"), version=version, do="save"))
    assert page.status_code == 422 and said in page.text


async def test_a_new_template_does_not_take_the_name_of_another(office: Office) -> None:
    sent = changed(await form_at(office, f"{NEW}?copy=adult"), id="measles-10y", version="9.0", do="save")
    page = await office.send(EDIT, sent)
    assert page.status_code == 422 and "a template of this name already" in page.text


async def test_rows_and_cards_are_added_and_taken_away_without_a_script(office: Office) -> None:
    sent = changed(await form_at(office, f"{LIST}/measles-10y"), purpose__en="Typed", do="add:groups.0.prove")
    fields = form_of((await office.send(EDIT, sent)).text, "editor")
    assert ("groups.0.prove.1.attribute", "") in fields
    filled = changed(fields, groups__0__prove__1__attribute="dose_number", groups__0__prove__1__amount="2")
    page = (await office.send(EDIT, filled | {"do": ["remove:groups.0.prove.0"]})).text
    fields = form_of(page, "editor")
    kept = dict(fields)
    assert (kept["groups.0.prove.0.attribute"], kept["purpose.en"]) == ("dose_number", "Typed")
    assert "groups.0.prove.1.attribute" not in kept
    with_card = form_of((await office.send(EDIT, changed(fields, do="add:groups"))).text, "editor")
    assert ("groups.1.name", "card1") in with_card
    without = dict(form_of((await office.send(EDIT, changed(with_card, do="remove:groups.1"))).text, "editor"))
    assert "groups.1.name" not in without


async def test_the_patients_view_is_shown_in_three_languages(office: Office) -> None:
    page = (await office.see(f"{LIST}/measles-10y")).text
    assert "day of the vaccination: at most 10 years ago" in page
    assert "Tag der Impfung: höchstens 10 Jahre her" in page
    assert 'lang="ar" dir="rtl"' in page and "يوم التطعيم" in page


async def test_a_dry_run_says_which_card_answers_what_is_shown_and_what_holds(office: Office) -> None:
    start = await form_at(office, f"{LIST}/measles-10y")
    page = (await office.send(EDIT, changed(start, do="try"))).text
    assert "It would hold." in page and f"code of the disease: {MEASLES}" in page
    assert "22 Nov 2016 or later: holds" in page
    old = (await office.send(EDIT, changed(start, sample="vaccination/2", do="try"))).text
    assert "It would not hold." in old and "2016 or later: does not hold" in old
    other = (await office.send(EDIT, changed(start, sample="vaccination/1", do="try"))).text
    assert "The card states something else than was asked for." in other


async def test_a_card_of_ones_own_is_tried_and_nothing_of_it_is_kept_or_logged(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    start = changed(await form_at(office, f"{LIST}/yellow-fever-travel"), do="own:0") | {"sample": []}
    fields = form_of((await office.send(EDIT, start)).text, "editor")
    (country,) = [name for name, value in fields if value == "DE"]
    page = (await office.send(EDIT, changed(fields, **{country: MARKED}, do="try"))).text
    assert "Your card 1" in page and f"country of the vaccination: {MARKED}" in page
    assert MARKED not in caplog.text
    assert MARKED not in (await office.see(f"{LIST}/yellow-fever-travel")).text


async def test_an_emergency_card_is_tried_with_as_many_copies_as_are_wanted(office: Office) -> None:
    start = changed(await form_at(office, f"{LIST}/emergency-card"), do="try")
    two = start | {"sample": ["allergy_list/1", "allergy/0", "allergy/1"], "try.allergy": ["2"]}
    assert "It would hold." in (await office.send(EDIT, two)).text
    one = (await office.send(EDIT, two | {"try.allergy": ["1"]})).text
    assert "Ask for 2 of allergy." in one
    assert (await office.send(EDIT, two | {"try.allergy": ["11"]})).status_code == 422


async def test_retiring_takes_it_from_the_list_and_saving_brings_it_back(own_office: Office) -> None:
    page = await own_office.see(f"{LIST}/adult")
    token = dict(form_of(page.text, "editor"))["form_token"]
    assert (await own_office.send(f"{LIST}/adult/retire", {"form_token": token})).status_code == 303
    assert "Retired" in (await own_office.see(LIST)).text
    assert "adult" not in (await own_office.parts.templates.catalogue()).in_force
    sent = changed(await form_at(own_office, f"{LIST}/adult"), do="save")
    await own_office.send(EDIT, changed(form_of((await own_office.send(EDIT, sent)).text, "editor"), do="confirm"))
    assert (await own_office.parts.templates.find("adult")).version == "1.1"
