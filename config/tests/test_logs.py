"""What the log of a request may say."""

import logging

import pytest

from config.logs import WithoutKeys


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/calendar/abcDEF_1-2.ics", "Not Found: /calendar/..."),
        (
            "/registrations/Xy_9-z/cancel/?key=s3-cr_et",
            "Not Found: /registrations/.../cancel/?key=...",
        ),
        ("/events/first-responder/", "Not Found: /events/first-responder/"),
    ],
)
def test_no_code_token_or_signature_reaches_the_log(path, logged):
    record = logging.LogRecord("django.request", 30, "", 0, "%s: %s", ("Not Found", path), None)
    assert WithoutKeys().filter(record)
    assert record.getMessage() == logged


def test_the_handlers_that_write_use_it(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["no_keys"]
