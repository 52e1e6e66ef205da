"""What a mail about a place states: facts frozen as the row is written, so that it cannot drift."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from events.entries import invitation_entry
from events.links import absolute, decision_link, registration_link
from events.models import Event, Invitation, Registration
from events.roles import RUN
from mail.models import OutgoingEmail
from mail.outbox import Mail

RULES = ("entry", "parking", "weapons", "bags", "recording", "dress", "accessibility")


def event_topic(event: Event) -> str:
    """The label under which the staff page of `event` finds its mail."""
    return f"event/{event.pk}"


def event_facts(event: Event) -> dict:
    """Everything a mail says about an event; times as ISO 8601 in UTC, the zone beside them."""
    venue = event.venue
    return {
        "event": {
            "name": event.name,
            "zone": event.time_zone,
            "location": event.location,
            "online": event.is_online,
            "bring": event.bring,
            "food": event.food,
            "contact": event.contact,
            "url": absolute(reverse("events:detail", args=[event.slug])),
            "host": event.host.name if event.host else "",
            "sponsor": event.sponsor.name if event.sponsor else "",
            **{rule: getattr(venue, rule, "") for rule in RULES},
        },
        "slots": [
            {"starts": slot.starts_at.isoformat(), "ends": slot.ends_at.isoformat()}
            for slot in event.standing_slots
        ],
    }


def about(
    registration: Registration,
    kind: str,
    facts: dict,
    *,
    key: str,
    priority: int = OutgoingEmail.Priority.NORMAL,
    not_after: datetime | None = None,
    **extra,
) -> Mail | None:
    """A mail of `kind` (a template in events/email/) to the person; None for one without e-mail.

    `extra` joins the facts. After `not_after` the mail is dropped instead of sent.
    """
    person, code = registration.person, registration.code
    if not person.contact_email:
        return None
    return Mail(
        kind=f"events/email/{kind}",
        to=person.contact_email,
        to_name=person.name_on_roster,
        language=person.language,
        key=key,
        topic=event_topic(registration.event),
        related=f"registration/{registration.pk}",
        priority=priority,
        not_after=not_after,
        facts={
            **facts,
            "name": person.greeting,
            "reason": registration.reason,
            "state": registration.state,
            "hold_until": _iso(registration.hold_until),
            "links": {
                "registration": registration_link(code),
                "give_back": registration_link(code, "give_back"),
                "still_coming": registration_link(code, "still_coming"),
                "calendar": registration_link(code, "invite"),
            },
            **extra,
        },
    )


def with_entries(
    registration: Registration,
    kind: str,
    facts: dict,
    invitations: list[Invitation],
    *,
    method: str,
    **extra,
) -> list[Mail]:
    """One mail per slot (RFC 5546, section 3.2.2: one UID in a message).

    The first is the whole message; the others, of kind "day", carry only their own entry.
    `invitations` come with their slots, in order.
    """
    mails = []
    status = "CANCELLED" if method == "CANCEL" else "CONFIRMED"
    for number, invitation in enumerate(invitations, start=1):
        slot = invitation.slot
        mails.append(
            about(
                registration,
                kind if number == 1 else "day",
                facts,
                key=f"invitation/{invitation.pk}/{invitation.sequence}/{kind}",
                method=method,
                calendar=invitation_entry(registration, invitation, slot, status=status).to_json(),
                slot={"starts": slot.starts_at.isoformat(), "ends": slot.ends_at.isoformat()},
                day=number,
                days=len(invitations),
                first_kind=kind,
                **extra,
            )
        )
    return [mail for mail in mails if mail]


def deciders() -> QuerySet[User]:
    """The staff who are told that someone waits: who may run events by a group.

    Where no such group has a member, as on a new site, it is the administrators.
    """
    by_group = Q(groups__permissions__codename=RUN.partition(".")[2])
    coordinators = User.objects.filter(by_group, is_active=True)
    deciding = by_group | (Q(is_superuser=True) & ~Exists(coordinators))
    return User.objects.filter(deciding, is_active=True).select_related("person").distinct()


def to_staff(registration: Registration, facts: dict, staff: Iterable[User]) -> list[Mail]:
    """Tells those who decide that someone waits for them. Says no name: mail is no safe place."""
    page = absolute(reverse("event_run", args=[registration.event_id]))
    return [
        Mail(
            kind="events/email/staff_decide",
            to=user.email,
            to_name=user.get_full_name(),
            key=f"registration/{registration.pk}/{registration.revision}/staff/{user.pk}",
            topic=event_topic(registration.event),
            facts={**facts, "page": page, "hold_until": _iso(registration.hold_until)},
        )
        for user in staff
    ]


def to_coordinators(registration: Registration, facts: dict, *, again: bool = False) -> list[Mail]:
    """Asks the coordinators of the person's agency, each by a link of their own."""
    agency = registration.affiliation.agency
    users = User.objects.filter(coordinates__agency=agency, is_active=True)
    key = f"registration/{registration.pk}/{registration.revision}/agency"
    return [
        Mail(
            kind="events/email/agency_decide",
            to=user.email,
            to_name=user.get_full_name(),
            key=f"{key}/{user.pk}{'/again' if again else ''}",
            topic=event_topic(registration.event),
            facts={
                **facts,
                "page": decision_link(registration, user),
                "hold_until": _iso(registration.hold_until),
                "again": again,
            },
        )
        for user in users.select_related("person")
    ]


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
