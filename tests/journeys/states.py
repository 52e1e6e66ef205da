"""The sample site with an event, a place and an account in every state, for page_types.py."""

import json
import secrets
import uuid
from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import models

from tests.journeys.page_types import CITIZEN, KEYS, NEWCOMER, OFFICER, PASSWORD
from tests.journeys.sample import Occasion, Sample
from tests.sites import Site

OURS = ("accounts", "courses", "events")
KEEP = {
    "slug",
    "code",
    "uid",
    "domain",
    "time_zone",
    "language",
    "feed_token",
    "intent",
    "password",
}
# No hyphen, no space: what a browser can break nowhere by itself.
WORD = "Interdisciplinarycounterhumantraffickingcoordination"
PLACE = """
SELECT code FROM events_registration AS place JOIN accounts_person AS person
ON person.id = place.person_id JOIN accounts_user AS login ON login.id = person.user_id
WHERE login.email = ? AND place.event_id = ?
"""


def prepare(site: Site) -> dict[str, str]:
    """Brings the site into every state; returns the words that addresses of page types name."""
    sample = Sample(site)
    names = {
        name: getattr(sample, name)
        for name in ("academy", "full", "stadium", "mornings")
        + ("cancelled", "postponed", "unlisted")
    }
    row = site.sql("SELECT id, slug FROM events_event WHERE state = 'held'")[0]
    names["attended"] = Occasion(*row)
    past = (datetime.now(UTC) - timedelta(days=30)).strftime("%Y-%m-%d %H:%M:%S")
    names |= {
        "few": _like(site, sample.academy, "few", seats=20, seats_taken=17),
        "closed": _like(site, sample.academy, "closed", state="closed"),
        "soon": _like(site, sample.academy, "soon", opens_at="2999-01-01 15:00:00"),
        "held": _like(site, sample.academy, "held", starts=past, state="held"),
        "online": _like(
            site, sample.stadium, "online", venue_id=None, online_url="https://meet.example/class"
        ),
    }
    words = {name: occasion.url for name, occasion in names.items()}
    words |= {f"{name}_office": occasion.office for name, occasion in names.items()}
    words |= _places(site, sample)
    noted = site.sql("SELECT registration_id FROM events_attendance WHERE mark = 'left_early'")[0][
        0
    ]
    words["noted_office"] = f"{names['attended'].office}places/{noted}/"
    _keys(site)
    return words | _desk(site, sample)


def lengthen(site: Site) -> dict[str, str]:
    """Every text that people write becomes as long as its field allows, with words without end.

    So do the addresses people sign in with; returns the new one of each.
    """
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if _is_prose(field):
                    text = _long((field.max_length or 400) - 8, lines="objectives" in field.name)
                    site.sql(  # the number keeps apart what must be unique
                        f"UPDATE {model._meta.db_table} SET {field.column} = ? || ' ' || rowid",  # noqa: S608
                        [text],
                    )
    site.sql("UPDATE wagtailcore_page SET title = ? WHERE depth > 2", [_long(180)])
    site.sql("UPDATE cms_homepage SET sentence = ?", [_long(240)])
    found = {}
    for pk, email in site.sql("SELECT id, email FROM accounts_user WHERE email <> ?", [KEYS]):
        found[email] = f"{WORD.lower()}{pk}@{WORD.lower()}.example"
        site.sql("UPDATE accounts_user SET email = ? WHERE id = ?", [found[email], pk])
        site.sql("UPDATE account_emailaddress SET email = ? WHERE user_id = ?", [found[email], pk])
    return found


def _is_prose(field: models.Field) -> bool:
    """Whether people write words into it."""
    if field.name in KEEP or field.choices or field.unique:
        return False
    return type(field) in (models.CharField, models.TextField)


def _long(length: int, *, lines: bool = False) -> str:
    text = f"{WORD} for sheriffs, nurses and neighbors of every county " * (length // 40 + 1)
    return text[:length].strip() + (f"\n{WORD * 3}" if lines else "")


def _like(site: Site, model: Occasion, slug: str, *, starts: str = "", **changes) -> Occasion:
    """A copy of an event of the sample, with its slots, and `changes`."""
    row = dict(site.sql("SELECT * FROM events_event WHERE id = ?", [model.pk])[0])
    pk = site.sql("SELECT max(id) + 1 FROM events_event")[0][0]
    changes = {"seats_taken": 0, "arrivals": 0} | changes
    _insert(site, "events_event", row | {"id": pk, "slug": slug} | changes)
    for slot in site.sql("SELECT * FROM events_slot WHERE event_id = ?", [model.pk]):
        copy = dict(slot) | {"event_id": pk, "uid": uuid.uuid4().hex}
        del copy["id"]
        if starts:
            copy |= {"starts_at": starts, "ends_at": starts[:11] + "23:59:00"}
        _insert(site, "events_slot", copy)
    return Occasion(pk, slug)


def _insert(site: Site, table: str, row: dict) -> None:
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    site.sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row.values())  # noqa: S608


def _places(site: Site, sample: Sample) -> dict[str, str]:
    """A seat, a place in line, one that is checked and one given back, each someone's own."""
    sample.take_seat(CITIZEN, sample.mornings)
    sample.take_seat(CITIZEN, sample.stadium)
    sample.take_seat(OFFICER, sample.full)
    sample.take_seat(OFFICER, sample.mornings)
    off = site.sql(PLACE, [OFFICER, sample.mornings.pk])[0][0]
    site.sql(
        "UPDATE events_registration SET state = 'withdrawn', holds_seat = 0 WHERE code = ?", [off]
    )
    found = {
        "place_citizen": site.sql(PLACE, [CITIZEN, sample.mornings.pk])[0][0],
        "place_officer": site.sql(PLACE, [OFFICER, sample.full.pk])[0][0],
        "place_newcomer": site.sql(PLACE, [NEWCOMER, sample.academy.pk])[0][0],
        "place_off": off,
    }
    ids = site.sql("SELECT id FROM events_registration WHERE code = ?", [found["place_newcomer"]])
    places = {name: f"/registrations/{code}/" for name, code in found.items()}
    return places | {"checked_office": f"{sample.academy.office}places/{ids[0][0]}/"}


def _desk(site: Site, sample: Sample) -> dict[str, str]:
    """The desk of the agency whose coordinator is of the sample, and what it has."""
    query = "SELECT id FROM accounts_agency WHERE name = 'Blue River Police'"
    agency = site.sql(query)[0][0]
    desk = f"/agency/{agency}/"
    code, tie = site.sql(
        "SELECT code, affiliation_id FROM events_registration"
        " WHERE event_id = ? AND state = 'confirmed' AND affiliation_id IS NOT NULL LIMIT 1",
        [sample.academy.pk],
    )[0]
    newcomer = site.sql(
        "SELECT tie.id FROM accounts_affiliation AS tie"
        " JOIN accounts_person AS person ON person.id = tie.person_id"
        " JOIN accounts_user AS login ON login.id = person.user_id WHERE login.email = ?",
        [NEWCOMER],
    )[0][0]
    return {
        "desk": desk,
        "desk_event": f"{desk}events/{sample.academy.slug}/",
        "desk_place": f"{desk}places/{code}/",
        "desk_person": f"{desk}people/{tie}/",
        "agency_office": f"/admin/agencies/{agency}/",
        "work_newcomer": f"/accounts/work/{newcomer}/",
    }


def _keys(site: Site) -> None:
    """Someone with a password, an authenticator app and recovery codes."""
    # The tests' own quick hasher is none that the site knows.
    secret = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1000)
    site.sql("UPDATE accounts_user SET password = ? WHERE email = ?", [secret, KEYS])
    person = site.sql("SELECT id FROM accounts_user WHERE email = ?", [KEYS])[0][0]
    for kind, data in (
        ("totp", {"secret": "JBSWY3DPEHPK3PXP"}),
        ("recovery_codes", {"seed": secrets.token_hex(40), "used_mask": 0}),
    ):
        row = {"user_id": person, "type": kind, "data": json.dumps(data)}
        _insert(site, "mfa_authenticator", row | {"created_at": "2026-01-05 10:00:00"})
