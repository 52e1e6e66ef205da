"""What the sample site holds, found by what it is there for."""

from dataclasses import dataclass

from tests.clients import Client, Response
from tests.sites import Site

FIND = """
SELECT event.id, event.slug FROM events_event AS event
JOIN courses_course AS course ON course.id = event.course_id
WHERE course.slug = ? AND event.state = ? AND event.title = ?
ORDER BY event.seats_taken
"""


@dataclass(frozen=True)
class Occasion:
    """An event; its addresses."""

    pk: int
    slug: str

    @property
    def url(self) -> str:
        return f"/events/{self.slug}/"

    @property
    def register(self) -> str:
        return f"{self.url}register/"

    @property
    def office(self) -> str:
        return f"/admin/events/{self.pk}/"


class Sample:
    """The events of demo_data."""

    def __init__(self, site: Site):
        self.site = site
        self.academy, self.full = self._find("first-responder")
        (self.stadium,) = self._find("citizen-class")
        (self.mornings,) = self._find("citizen-class", title="Citizen class in two mornings")
        (self.cancelled,) = self._find("first-responder", state="cancelled")
        (self.postponed,) = self._find("citizen-class", state="postponed")
        (self.unlisted,) = self._find("inspection-brief", title="Briefing for awareness week")

    def take_seat(self, email: str, event: Occasion) -> Response:
        """Registers a person of the sample without a browser."""
        client = Client(self.site.url, session=self.site.session(email))
        form = client.open_form(event.register, "intent")
        done = client.submit(form, is_adult="on", agreed="on")
        assert done.status == 200 and "/registrations/" in done.url, done.text
        return done

    def set_seats(self, event: Occasion, seats: int) -> None:
        """As a coordinator does it in the back office."""
        client = Client(self.site.url, session=self.site.session("coordinator@example.org"))
        form = client.open_form(f"{event.office}seats/", "seats")
        done = client.submit(form, seats=seats)
        assert done.status == 200 and done.url.endswith(event.office), done.text

    def _find(self, course: str, *, state: str = "published", title: str = "") -> list[Occasion]:
        return [Occasion(*row) for row in self.site.sql(FIND, [course, state, title])]
