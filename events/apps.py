from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Lends the mail its one maker of calendars."""

    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        # Models exist only now, so neither can be imported at the top.
        from events import ical  # noqa: PLC0415
        from mail import rendering  # noqa: PLC0415

        rendering.set_calendar_renderer(ical.invitation_from_facts)
