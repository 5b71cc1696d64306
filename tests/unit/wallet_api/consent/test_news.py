"""A phone is woken for a request that waits, and not for one that a rule of the patient's refused by itself."""

from wallet_api.domain.consent.consent import State
from wallet_api.domain.push import News, headers, news_of


def test_a_request_that_waits_is_news_and_one_that_was_refused_by_a_rule_is_none() -> None:
    assert news_of("consent.requested", State.REQUESTED) is News.CONSENT
    assert news_of("consent.requested", State.DENIED.value) is None


def test_what_an_organisation_put_in_is_news_and_what_the_patient_put_in_is_none() -> None:
    assert news_of("record.deposited", None) is News.RECORD
    assert news_of("record.kept", None) is None


def test_a_look_in_an_emergency_is_news_at_once_and_one_that_was_refused_is_none() -> None:
    assert news_of("emergency.used", None) is News.EMERGENCY
    assert headers(News.EMERGENCY)["Urgency"] == "high"
    assert news_of("emergency.refused", None) is None
