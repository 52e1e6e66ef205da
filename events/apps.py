from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Lends the mail its maker of calendars; hears when people's ties to agencies change."""

    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        # Models exist only now, so neither can be imported at the top.
        from accounts import listeners, merging  # noqa: PLC0415
        from events import ical, merged_people, rechecks  # noqa: PLC0415
        from mail import rendering  # noqa: PLC0415

        listeners.when_standing_changes(rechecks.recheck)
        merging.when_people_merge(merged_people.check, merged_people.move)
        rendering.set_calendar_renderer(ical.invitation_from_facts)
