"""System checks: the site refuses to start on a setting that is missing or unsafe.

Those on settings speak only where `DEBUG` is off. Those on the database speak everywhere: the
promise "never one seat too many" rests on them.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http.request import validate_host

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
HOST_NAME = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
NOWHERE = ("console", "dummy", "filebased", "locmem")
SHORTEST_KEY = 50
LEAST_BUSY_TIMEOUT_MS = 20_000


@register("settings")
def production_settings(app_configs, **kwargs) -> list:
    """Errors, each with a hint, for what production must name itself."""
    if settings.DEBUG:
        return []
    return [*_secret_key(), *_hosts(), *_site_url(), *_mail(), *_calendar_domain()]


def _secret_key() -> list:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    if len(key) >= SHORTEST_KEY and len(set(key)) > 4 and not key.startswith("insecure"):
        return []
    return [
        Error(
            f"SECRET_KEY is missing, shorter than {SHORTEST_KEY} characters, or no secret.",
            hint="Set SECRET_KEY to the output of: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="rollcall.E001",
        )
    ]


def _hosts() -> list:
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS is empty or allows every host.",
            hint="Set ALLOWED_HOSTS to the host names this site answers to, with commas.",
            id="rollcall.E002",
        )
    ]


def _site_url() -> list:
    parts = urlsplit(settings.SITE_URL)
    host = parts.hostname or ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not (safe and host) or parts.path or parts.query:
        return [
            Error(
                f"SITE_URL is {settings.SITE_URL!r}: not an https address without a path.",
                hint="Set SITE_URL to the address people type, like https://training.example.org; "
                "links in mails and passkeys are made from it.",
                id="rollcall.E003",
            )
        ]
    if settings.ALLOWED_HOSTS and not validate_host(host, settings.ALLOWED_HOSTS):
        return [
            Error(
                f"SITE_URL names the host {host}, which ALLOWED_HOSTS does not.",
                hint=f"Add {host} to ALLOWED_HOSTS.",
                id="rollcall.E004",
            )
        ]
    if parts.scheme == "https" and not settings.TRUSTED_PROXY_COUNT:
        return [
            Warning(
                "SITE_URL is https, but TRUSTED_PROXY_COUNT names no proxy of yours.",
                hint="Behind nginx or a load balancer set TRUSTED_PROXY_COUNT=1; otherwise every "
                "page redirects to itself.",
                id="rollcall.W002",
            )
        ]
    return []


def _mail() -> list:
    found = []
    if not settings.EMAIL_URL:
        found.append(
            Error(
                "EMAIL_URL is missing: no mail would leave this machine.",
                hint="Set EMAIL_URL, like smtp+tls://user:password@mail.example.org:587",
                id="rollcall.E005",
            )
        )
    elif any(word in settings.EMAIL_BACKEND for word in NOWHERE):
        found.append(
            Warning(
                "EMAIL_URL names a backend that delivers to nobody.",
                hint="Set EMAIL_URL, like smtp+tls://user:password@mail.example.org:587",
                id="rollcall.W001",
            )
        )
    if "@" not in settings.DEFAULT_FROM_EMAIL or "localhost" in settings.DEFAULT_FROM_EMAIL:
        found.append(
            Error(
                "DEFAULT_FROM_EMAIL is missing or names no host that mail can be answered at.",
                hint="Set DEFAULT_FROM_EMAIL, like: Training <training@example.org>",
                id="rollcall.E006",
            )
        )
    return found


def _calendar_domain() -> list:
    domain = settings.CALENDAR_DOMAIN
    if HOST_NAME.fullmatch(domain) and not domain.endswith(".localhost"):
        return []
    return [
        Error(
            f"CALENDAR_DOMAIN is {domain!r}: missing, or no domain of yours.",
            hint="Set CALENDAR_DOMAIN to a domain name you keep, like example.org, and never "
            "change it: calendars recognise an entry by it.",
            id="rollcall.E007",
        )
    ]


@register(Tags.database)
def database_settings(app_configs, databases=None, **kwargs) -> list:
    """Errors where the database would sell one seat too many, or turn buyers away."""
    found = []
    for alias in databases or []:
        connection = connections[alias]
        check = {"postgresql": postgresql, "sqlite": sqlite}.get(connection.vendor, _unknown)
        try:
            found += check(connection)
        except DatabaseError as error:
            found.append(_no_answer(error))
    return found


def postgresql(connection: BaseDatabaseWrapper) -> list:
    """A lock on the event prevents overselling only in read committed (measured: 28 of 10)."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        level = cursor.fetchone()[0]
    if level == "read committed":
        return []
    return [
        Error(
            f"PostgreSQL runs transactions as {level}: seats could be sold twice.",
            hint="Set default_transaction_isolation to 'read committed' for this database: "
            "ALTER DATABASE name SET default_transaction_isolation = 'read committed';",
            id="rollcall.E010",
        )
    ]


def sqlite(connection: BaseDatabaseWrapper) -> list:
    """A writer must wait for the lock, not be told "locked"; a reader must not wait at all."""
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        busy = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    fine = (
        connection.transaction_mode == "IMMEDIATE"
        and journal == "wal"
        and busy >= LEAST_BUSY_TIMEOUT_MS
    )
    if fine:
        return []
    return [
        Error(
            f"SQLite runs with journal {journal}, transactions {connection.transaction_mode}, "
            f"busy timeout {busy} ms: registrations would fail under load.",
            hint="Keep the OPTIONS of DATABASES in config/settings.py, and the database on a "
            "local disk: WAL does not work on a network share.",
            id="rollcall.E011",
        )
    ]


def _unknown(connection: BaseDatabaseWrapper) -> list:
    return [
        Error(
            f"Rollcall does not know how to keep seats safe on {connection.display_name}.",
            hint="Set DATABASE_URL to PostgreSQL (postgres://) or SQLite (sqlite:///).",
            id="rollcall.E012",
        )
    ]


def _no_answer(error: DatabaseError) -> Error:
    return Error(
        f"The database does not answer: {error}",
        hint="Check DATABASE_URL, and that the database server runs.",
        id="rollcall.E013",
    )
