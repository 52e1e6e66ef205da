"""What a training coordinator's browser does at the desk."""

from django.test import Client
from django.urls import reverse

from accounts.models import Agency, User
from events.models import Event


def desk_of(user: User) -> Client:
    """The browser of `user`."""
    client = Client()
    client.force_login(user)
    return client


def address(name: str, agency: Agency, *args) -> str:
    """Of a page of the desk."""
    return reverse(f"events:agency_{name}", args=[agency.pk, *args])


def look(client: Client, agency: Agency, event: Event, **data):
    """The form with whom to register; answers with the review, or with the form again."""
    return client.post(address("enroll", agency, event.slug), data)


def press(client: Client, agency: Agency, event: Event, how: str, seen: str):
    """The press under the review."""
    page = address("enroll_press", agency, event.slug, how)
    return client.post(page, {"seen": seen}, follow=True)


def register(client: Client, agency: Agency, event: Event, how: str = "fit", **data):
    """Both, one after the other."""
    review = look(client, agency, event, **data)
    return press(client, agency, event, how, review.context["review"].seen)


def officers(number: int, domain: str = "blueriver.example") -> str:
    """A list as it is pasted."""
    return "\n".join(f"Officer Number{n}, named{n}@{domain}, police" for n in range(1, number + 1))
