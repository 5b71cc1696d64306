"""The keys of the issuer under test."""

API_KEY = "api-key-of-the-issuer-under-test"
WEBHOOK_KEY = "webhook-key-of-the-issuer-under-test"
TAILS_KEY = "tails:key/of+the issuer under test"
