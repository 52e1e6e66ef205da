"""People who want a seat: signed in, each with the form open, pressing the button at one moment."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from events.models import Event, Registration
from tests.clients import Client, Response, barrage
from tests.forms import Form
from tests.people import create_user, sign_in
from tests.servers import Web

WHAT_PEOPLE_TICK = {"is_adult": "on", "agreed": "on"}
S = Registration.State


@dataclass(frozen=True)
class Answer:
    """What a press came back with; `place` is the address of the registration it led to."""

    status: int
    place: str
    retry_after: str
    began: float
    ended: float
    text: str

    @property
    def code(self) -> str:
        """The registration's code in the address it was sent to; "" where it was sent nowhere."""
        return self.place.rstrip("/").rpartition("/registrations/")[2]


def create_buyers(number: int, name: str = "buyer") -> list[User]:
    """Logins with a verified address."""
    with transaction.atomic():
        return [create_user(email=f"{name}{index}@example.org") for index in range(number)]


def sessions_of(users: list[User]) -> list[str]:
    """One signed-in browser session for each."""
    with transaction.atomic():
        return [sign_in(user) for user in users]


Ready = tuple[Client, Form]


def open_form(web: Web, event: Event, session: str) -> Ready:
    """The event's form, as a signed-in person has it before them."""
    client = Client(web.url, session=session)
    return client, client.open_form(f"/events/{event.slug}/register/", with_field="intent")


def open_forms(web: Web, event: Event, sessions: list[str]) -> list[Ready]:
    """Everyone has the form open, nobody has pressed yet."""
    return [open_form(web, event, session) for session in sessions]


def press(client: Client, form: Form, **answers: Any) -> Answer:
    """One press on the form's button; the redirect is noted, not followed."""
    began = time.monotonic()
    response = client.submit(form, follow=False, **WHAT_PEOPLE_TICK | answers)
    return answered(response, began)


def answered(response: Response, began: float) -> Answer:
    """The answer in a form that travels from one process to another."""
    return Answer(
        status=response.status,
        place=response.headers.get("location", ""),
        retry_after=response.headers.get("retry-after", ""),
        began=began,
        ended=time.monotonic(),
        text="" if response.status == 302 else response.text[:3000],
    )


def all_press(
    forms: list[Ready],
    *,
    meanwhile: Callable[[], Any] | None = None,
    insist: Callable[[Answer], bool] = lambda answer: False,
    for_seconds: float = 60,
) -> list[list[Answer]]:
    """Everyone presses at once, each from a process of their own; `insist` on presses again.

    Returns each person's answers in order, the last one being what they were left with.
    """

    def act(index: int) -> list[Answer]:
        got = [press(*forms[index])]
        until = time.monotonic() + for_seconds
        while insist(got[-1]) and time.monotonic() < until:
            time.sleep(0.2)
            got.append(press(*forms[index]))
        return got

    return barrage(len(forms), act, meanwhile=meanwhile)


def states(event: Event) -> list[str]:
    """The states of all registrations of `event`, in the order in which they arrived."""
    return list(event.registrations.order_by("arrival").values_list("state", flat=True))


def unknown_codes(answers: list[Answer]) -> set[str]:
    """I3: what people were sent to and does not exist."""
    codes = {answer.code for answer in answers if answer.place}
    return codes - set(Registration.objects.values_list("code", flat=True))
