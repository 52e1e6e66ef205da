"""Kinds of mail in words for staff, for the time until a mail is sent and has its subject."""

from django.utils.translation import gettext_lazy as _

from mail.models import OutgoingEmail

KINDS = {
    "cancelled": _("The event is cancelled"),
    "checking": _("The registration is being checked"),
    "confirmed": _("The place is confirmed"),
    "day": _("The day of the event"),
    "declined": _("The registration is declined"),
    "expired": _("The request is closed, as the event began"),
    "given_back": _("The place is given back"),
    "hold_ended": _("The held seat was let go"),
    "new_date": _("The event has a new date"),
    "note": _("A mail written by staff"),
    "postponed": _("The event is postponed"),
    "reminder": _("Reminder of the event"),
    "removed_day": _("One of the dates is taken back"),
    "staff_decide": _("Someone waits for a decision"),
    "updated": _("Time or place changed"),
    "waitlisted": _("On the waiting list"),
}


def title(row: OutgoingEmail) -> str:
    """Its subject; until it has one, its kind in words."""
    if row.sensitive or row.subject:
        return str(row)
    return str(KINDS.get(row.kind.rpartition("/")[2], row.kind_in_words))
