"""Signatures are those of the Standard Webhooks specification."""

import base64

from agent.webhooks.domain.signature import draw_secret, signature, signed_headers

# the example of the specification's own libraries
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_signature_of_the_published_example() -> None:
    assert signature(SECRET, MESSAGE, TIMESTAMP, BODY) == SIGNATURE
    assert signature(SECRET.removeprefix("whsec_"), MESSAGE, TIMESTAMP, BODY) == SIGNATURE


def test_id_time_body_and_secret_are_all_signed() -> None:
    others = [
        (draw_secret(), MESSAGE, TIMESTAMP, BODY),
        (SECRET, "msg_other", TIMESTAMP, BODY),
        (SECRET, MESSAGE, TIMESTAMP + 1, BODY),
        (SECRET, MESSAGE, TIMESTAMP, BODY + b" "),
    ]
    assert SIGNATURE not in {signature(*each) for each in others}


def test_each_secret_in_force_signs() -> None:
    newer = draw_secret()
    headers = signed_headers([newer, SECRET], MESSAGE, TIMESTAMP, BODY)
    assert headers["webhook-id"] == MESSAGE
    assert headers["webhook-timestamp"] == str(TIMESTAMP)
    assert headers["webhook-signature"].split(" ") == [signature(newer, MESSAGE, TIMESTAMP, BODY), SIGNATURE]


def test_a_secret_is_drawn_within_the_limits_of_the_specification() -> None:
    drawn = {draw_secret() for _ in range(100)}
    assert len(drawn) == 100
    for secret in drawn:
        assert secret.startswith("whsec_")
        assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) <= 64
