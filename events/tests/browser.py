"""A person's browser, and the page of an event's form, for tests."""

from django.test import Client

from accounts.models import Person
from events.models import Event


def signed_in(person: Person) -> Client:
    """A browser in which `person` is signed in."""
    client = Client()
    client.force_login(person.user)
    return client


def form_address(event: Event) -> str:
    """Of the form that takes a place in `event`."""
    return f"/events/{event.slug}/register/"
