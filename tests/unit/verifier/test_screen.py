"""Shown values live in memory, for a set time."""

from verifier.services.screen import Screen, Sight

SHOWN = Sight(revealed={"vaccination": {"target_disease_code": "14189004"}})


def test_values_are_gone_after_their_time() -> None:
    now = [0.0]
    screen = Screen(120, lambda: now[0])
    screen.show("a", SHOWN)
    now[0] = 119.5
    screen.show("b", SHOWN)
    assert (screen.read("a"), screen.left_s("a"), screen.left_s("b")) == (SHOWN, 0.5, 120.0)
    now[0] = 120.0
    assert (screen.read("a"), screen.left_s("a")) == (None, 0.0)
    assert screen.read("b") == SHOWN


def test_values_are_wiped_also_when_nobody_looks() -> None:
    now = [0.0]
    screen = Screen(120, lambda: now[0])
    screen.show("a", SHOWN)
    now[0] = 200.0
    screen.wipe()
    assert not screen._shown


def test_what_was_never_shown_is_not_there() -> None:
    assert Screen(120).read("a") is None
