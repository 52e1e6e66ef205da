"""What Wagtail's back office shows of events."""

from django.urls import path
from wagtail import hooks

from events.views.office import run


@hooks.register("register_admin_urls")
def office_urls():
    return [path("events/<int:pk>/", run.event_run, name="event_run")]
