"""Who phones or walks in: a place that staff take for them, with or without an e-mail address."""

from django.utils.translation import gettext as _

from accounts import verification
from accounts.models import Person, User
from events.locking import one_transaction
from events.models import Event, Registration
from events.registrations import RegistrationRefused, add_by_hand


@one_transaction
def add_known(
    event: Event,
    *,
    person: Person,
    by: User,
    reason: str,
    profession: str = "",
    agency_name: str = "",
    beyond_seats: bool = False,
) -> Registration:
    """A place, or a place in line, for someone we know; see registrations.add_by_hand."""
    affiliation = None
    if agency_name:
        affiliation = verification.claim(person, profession=profession, agency_name=agency_name)
    return add_by_hand(
        event,
        person=person,
        by=by,
        reason=reason,
        affiliation=affiliation,
        beyond_seats=beyond_seats,
    )


@one_transaction
def add_new(
    event: Event, *, given_name: str, family_name: str, email: str = "", **rest
) -> Registration:
    """The same for someone new. `rest` is as add_known's.

    Raises RegistrationRefused where the same name and address are known: a second press, or a
    person who was here before. Two people may share an address, so a new name at it is new.
    """
    event = Event.objects.lock(event.pk)  # a double press waits here and then finds the first
    same = Person.objects.filter(
        given_name__iexact=given_name, family_name__iexact=family_name, contact_email__iexact=email
    )
    if not email:
        same = same.filter(registrations__event=event)
    if same.exists():
        raise RegistrationRefused(
            _(
                "We know a person of this name with this address. Look for them and choose them."
                " If this is somebody else, add a middle name so that nobody confuses the two."
            )
        )
    person = Person.objects.create(
        given_name=given_name, family_name=family_name, contact_email=email
    )
    return add_known(event, person=person, **rest)
