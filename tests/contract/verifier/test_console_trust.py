"""The page of whom we trust: the next edition is composed, signed elsewhere, looked at, and put in force."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent.access.domain.act import OPERATOR
from agent.access.domain.user import Role
from agent.detached_jws import public_part, sign
from agent.signed_file import signature_path
from tests.contract.browser import PASSWORD
from tests.contract.migrated import empty
from tests.contract.verifier.console import Office, browsing, office_of
from tests.contract.verifier.forms import changed, form_of
from tests.contract.verifier.test_trust_registry import (
    KEY,
    OTHER,
    PARTNER,
    PARTNERS_KEY,
    an_entry,
    document,
)
from tests.unit.verifier.asked import CRED_DEF_ID
from verifier import tables
from verifier.domain.act import ActKind
from verifier.settings import Settings

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_kind", ["sqlite"], scope="module")]
"""What the pages keep is tried on both databases in test_trust_registry.py."""
TRUST, NEXT, SIGNED = "/console/trust", "/console/trust/next", "/console/trust/signed"


@pytest_asyncio.fixture(scope="module")
async def shared_office(shared_settings: Settings, shared_path: Path) -> AsyncIterator[Office]:
    changed = {"trust_registry_jwk": public_part(KEY)}
    async with office_of(shared_settings.model_copy(update=changed), shared_path) as office:
        yield office


@pytest_asyncio.fixture
async def office(shared_office: Office) -> Office:
    """Where the first edition is in force, by its file."""
    first, path = document(1, an_entry(), publishers=[PARTNER]), shared_office.parts.settings.trust_registry
    path.write_bytes(first)
    signature_path(path).write_text(sign(first, KEY))
    await empty(shared_office.parts.database, tables.registry_editions)
    return shared_office


async def composed(office: Office, *steps: dict[str, str]) -> tuple[str, bytes]:
    """The page after these steps, and the document that is downloaded then."""
    page = (await office.see(NEXT)).text
    for step in steps:
        page = (await office.send(NEXT, changed(form_of(page, "next"), **step))).text
    downloaded = await office.send(NEXT, changed(form_of(page, "next"), do="download"))
    assert "attachment" in downloaded.headers["content-disposition"]
    return page, downloaded.content


async def bring(office: Office, content: bytes, key: str, publisher: str = "", do: str = "look") -> Any:
    fields = changed(form_of((await office.see(SIGNED)).text, "bring"), publisher=publisher, do=do)
    files = {"document_file": ("d.yaml", content), "signature_file": ("d.yaml.jws", sign(content, key))}
    data = {name: value for name, value in fields.items() if not name.endswith("_file")}
    return await office.browser.http.post(SIGNED, data=data, files=files, headers={"Origin": office.browser.origin})


async def confirm(office: Office, page: str) -> Any:
    return await office.send(SIGNED, changed(form_of(page, "confirm"), do="confirm"))


async def test_the_page_says_who_is_trusted_and_shows_every_edition(office: Office) -> None:
    page = (await office.see(TRUST)).text
    assert "Vaccination Centre: vaccination" in page and CRED_DEF_ID in page and "Trusted" in page
    assert "The file" in page
    edition = await office.see(f"{TRUST}/editions/1")
    assert edition.content == document(1, an_entry(), publishers=[PARTNER])
    assert (await office.see(f"{TRUST}/editions/9")).status_code == 404


async def test_trust_is_ended_by_a_document_that_is_signed_elsewhere(office: Office) -> None:
    page, content = await composed(office, {"do": f"end:{CRED_DEF_ID}"})
    assert "issued from 2024-01-01 until 2026-11-22" in page and "salus verifier sign trust-2.yaml" in page
    looked = await bring(office, content, KEY)
    assert looked.status_code == 200 and "until 2026-11-22" in looked.text
    assert (await office.parts.registry()).sequence == 1, "it was only looked at"
    done = await confirm(office, looked.text)
    assert (done.status_code, done.headers["location"]) == (303, TRUST)
    (entry,) = (await office.parts.registry()).entries
    assert str(entry.trusted_until) == "2026-11-22"
    page = (await office.see(TRUST)).text
    assert "Edition 2" in page and "admin" in page.split("Editions")[-1]
    newest = (await office.api.get("/v1/acts")).json()["acts"][0]
    assert (newest["kind"], newest["actor_kind"], newest["record_id"]) == (ActKind.REGISTRY_REPLACED, "user", "2")


async def test_voiding_says_what_it_means_before_it_is_done(office: Office) -> None:
    page = (await office.see(NEXT)).text
    asked = (await office.send(NEXT, changed(form_of(page, "next"), do=f"void:{CRED_DEF_ID}"))).text
    assert "also those issued while it was trusted" in asked
    assert "void" not in dict(form_of(asked, "next"))["document"]
    sure = (await office.send(NEXT, changed(form_of(asked, "next"), do=f"void-sure:{CRED_DEF_ID}"))).text
    assert "void: true" in dict(form_of(sure, "next"))["document"] and "VOID" in sure


async def test_an_issuer_and_an_organisation_are_added(office: Office) -> None:
    issuer = {
        "issuer_name": "Travel Clinic", "credential_type": "vaccination", "cred_def_id": OTHER,
        "trusted_from": "2026-01-01", "do": "entry",
    }  # fmt: skip
    organisation = {"name": "Ministry", "key": public_part(PARTNERS_KEY), "may_add": "practitioner", "do": "publisher"}
    page, content = await composed(office, issuer, organisation)
    assert "Travel Clinic: vaccination, issued from 2026-01-01" in page
    await confirm(office, (await bring(office, content, KEY)).text)
    own = await office.parts.signed_registry.own()
    assert [entry.cred_def_id for entry in own.entries] == [CRED_DEF_ID, OTHER]
    assert [each.name for each in own.publishers] == ["Partner", "Ministry"]


async def test_what_cannot_stand_in_the_registry_is_told_and_kept(office: Office, subtests: pytest.Subtests) -> None:
    for step, said in [
        ({"cred_def_id": "nonsense", "do": "entry"}, "is no credential definition"),
        ({"cred_def_id": CRED_DEF_ID, "do": "entry"}, "twice"),
        ({"trusted_from": "", "do": "entry"}, "trusted from is missing"),
        ({"trusted_until": "2020-01-01", "do": "entry"}, "before trusted_from"),
        ({"key": "my key", "do": "publisher"}, "no jwk"),
        ({"document": "entries: soon", "do": "look"}, "not acceptable"),
    ]:
        with subtests.test(said=said):
            typed = {
                "issuer_name": "Typed Name", "credential_type": "vaccination", "cred_def_id": OTHER,
                "trusted_from": "2026-01-01", "name": "Typed Name", "may_add": "vaccination",
            }  # fmt: skip
            page = await office.send(NEXT, changed(form_of((await office.see(NEXT)).text, "next"), **(typed | step)))
            assert page.status_code == 422 and said in page.text.lower()
            assert dict(form_of(page.text, "next"))["issuer_name"] == "Typed Name"


async def test_what_is_not_newer_or_not_ours_is_refused_and_changes_nothing(
    office: Office, subtests: pytest.Subtests
) -> None:
    for content, key, code, said in [
        (document(2, an_entry(OTHER)), PARTNERS_KEY, 422, "does not hold"),
        (document(1, an_entry(OTHER)), KEY, 409, "has the sequence 1"),
        (b"entries: soon", KEY, 422, "not acceptable"),
    ]:
        with subtests.test(said=said):
            for do in ("look", "confirm"):
                answer = await bring(office, content, key, do=do)
                assert answer.status_code == code
                assert said in answer.text or do == "confirm"
            assert (await office.parts.registry()).trusted == {CRED_DEF_ID}


async def test_another_organisations_list_is_looked_at_and_taken_over(office: Office) -> None:
    theirs = document(7, an_entry(OTHER))
    looked = (await bring(office, theirs, PARTNERS_KEY, "Partner")).text
    assert "the list of Partner 7" in looked and OTHER in looked
    assert (await confirm(office, looked)).status_code == 303
    assert (await office.parts.registry()).trusted == {CRED_DEF_ID, OTHER}
    assert "Taken over of Partner: list 7" in (await office.see(TRUST)).text
    assert (await bring(office, theirs, PARTNERS_KEY, "Nobody")).status_code == 404


async def test_a_document_and_its_signature_may_be_pasted(office: Office) -> None:
    content = document(2, an_entry(OTHER))
    fields = form_of((await office.see(SIGNED)).text, "bring")
    pasted = changed(fields, document=content.decode().replace("\n", "\r\n"), signature=sign(content, KEY), do="look")
    assert "Put edition 2 in force?" in (await office.send(SIGNED, pasted)).text
    assert (await office.send(SIGNED, changed(fields, signature="", do="look"))).status_code == 422


async def test_clerks_read_and_administrators_change(office: Office) -> None:
    user, given = await office.parts.access.users.create("mary", Role.CLERK, OPERATOR)
    async with browsing(office.app) as clerk:
        await clerk.sign_in(user.name, given)
        await clerk.set_password(given, PASSWORD)
        seen = await clerk.see(TRUST)
        assert seen.status_code == 200 and NEXT not in seen.text
        for path in (NEXT, SIGNED, "/console/templates", "/console/new-template"):
            assert (await clerk.see(path)).status_code == 403


async def test_a_registry_that_is_not_signed_is_shown_with_how_to_change_it(
    own_settings: Settings, tmp_path: Path
) -> None:
    async with office_of(own_settings, tmp_path) as office:
        page = (await office.see(TRUST)).text
        assert "which is not signed" in page and "trust.yaml" in page and CRED_DEF_ID in page
        for path in (NEXT, SIGNED):
            assert (await office.see(path)).status_code == 409
