"""Wallets, browsers and everything else are told apart by what they accept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.service.negotiation import Wanted, wanted


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", Wanted.JSON),
        ("application/json, text/plain, */*", Wanted.JSON),
        ("application/didcomm-envelope-enc;q=0.9,application/json", Wanted.JSON),
        ("Application/JSON; charset=utf-8", Wanted.JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Wanted.PAGE),
        ("text/html, application/json;q=0.5", Wanted.PAGE),
        ("text/html;q=0.5, application/json", Wanted.JSON),
        ("application/json;q=0, text/html", Wanted.PAGE),
        ("application/json;q=nonsense", Wanted.ANYTHING),
        ("*/*", Wanted.ANYTHING),
        ("image/png", Wanted.ANYTHING),
        ("", Wanted.ANYTHING),
        (None, Wanted.ANYTHING),
    ],
)
def test_the_accept_header_says_what_is_wanted(accept: str | None, kind: Wanted) -> None:
    assert wanted(accept) is kind


@given(st.text())
def test_no_accept_header_breaks_it(accept: str) -> None:
    assert wanted(accept) in Wanted
