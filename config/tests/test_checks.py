"""Production refuses to start on a setting that is missing or unsafe, and says what to do."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from config import checks

GOOD = {
    "DEBUG": False,
    "SECRET_KEY": "q8Zb2n7Vw0xK4mTd9sLr6yHc3fGj5pAe1uRiOzXvNkBtMwQh0123456789",
    "ALLOWED_HOSTS": ["training.example.org"],
    "SITE_URL": "https://training.example.org",
    "EMAIL_URL": "smtp://mail.example.org:25",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DEFAULT_FROM_EMAIL": "Training <training@example.org>",
    "CALENDAR_DOMAIN": "example.org",
    "TRUSTED_PROXY_COUNT": 1,
}


def found(settings, **changes) -> list[str]:
    """The ids of what the check reports on good settings with these changes."""
    for name, value in (GOOD | changes).items():
        setattr(settings, name, value)
    messages = checks.production_settings(None)
    assert all(message.hint for message in messages)
    return [message.id for message in messages]


def test_good_settings_pass(settings):
    assert found(settings) == []


def test_development_needs_nothing(settings):
    assert found(settings, DEBUG=True, SECRET_KEY="", ALLOWED_HOSTS=[], EMAIL_URL="") == []


def test_nothing_set_names_everything_at_once(settings):
    ids = found(
        settings,
        SECRET_KEY="",
        ALLOWED_HOSTS=[],
        SITE_URL="http://localhost:8000",
        EMAIL_URL="",
        DEFAULT_FROM_EMAIL="Rollcall <rollcall@localhost>",
        CALENDAR_DOMAIN="rollcall.localhost",
    )
    assert ids == [f"rollcall.E00{n}" for n in (1, 2, 5, 6, 7)]


@pytest.mark.parametrize(
    ("name", "value", "id"),
    [
        ("SECRET_KEY", "short", "rollcall.E001"),
        ("SECRET_KEY", "a" * 60, "rollcall.E001"),
        ("ALLOWED_HOSTS", ["*"], "rollcall.E002"),
        ("SITE_URL", "http://training.example.org", "rollcall.E003"),
        ("SITE_URL", "training.example.org", "rollcall.E003"),
        ("SITE_URL", "https://training.example.org/rollcall", "rollcall.E003"),
        ("SITE_URL", "https://other.example.org", "rollcall.E004"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "rollcall.W001"),
        ("DEFAULT_FROM_EMAIL", "Training", "rollcall.E006"),
        ("CALENDAR_DOMAIN", "https://example.org", "rollcall.E007"),
        ("CALENDAR_DOMAIN", "localhost", "rollcall.E007"),
        ("TRUSTED_PROXY_COUNT", 0, "rollcall.W002"),
    ],
)
def test_one_unsafe_setting_is_named(settings, name, value, id):
    assert found(settings, **{name: value}) == [id]


def test_a_trial_on_this_machine_needs_no_https(settings):
    trial = {"SITE_URL": "http://localhost:8000", "ALLOWED_HOSTS": ["localhost"]}
    assert found(settings, **trial) == []


@pytest.mark.django_db
def test_the_database_of_the_tests_passes():
    assert run_checks(tags=["database"], databases=["default"]) == []


@pytest.mark.sqlite
def test_sqlite_must_wait_for_the_lock(tmp_path, django_db_blocker):
    careless = connection.copy()
    careless.settings_dict |= {"NAME": str(tmp_path / "careless.sqlite3"), "OPTIONS": {}}
    with django_db_blocker.unblock():
        errors = checks.sqlite(careless)
        careless.close()
    assert [error.id for error in errors] == ["rollcall.E011"]
