"""Addresses of the public pages around events and places in them."""

from django.urls import path

from events.views import agency, catalogue, feeds, place, public, registration

app_name = "events"
urlpatterns = [
    path("events/", catalogue.event_list, name="list"),
    path("events/calendar.ics", feeds.public_feed, name="feed"),
    path("events/<slug:slug>/", public.detail, name="detail"),
    path("events/<slug:slug>/event.ics", feeds.event_ics, name="event_ics"),
    path("events/<slug:slug>/register/", registration.register, name="register"),
    path("registrations/", place.mine, name="mine"),
    path("registrations/<str:code>/", place.show, name="registration"),
    path("registrations/<str:code>/cancel/", place.give_back, name="give_back"),
    path("registrations/<str:code>/still-coming/", place.still_coming, name="still_coming"),
    path("registrations/<str:code>/name/", place.rename, name="rename"),
    path("registrations/<str:code>/invite.ics", feeds.invite, name="invite"),
    path("calendar/<str:token>.ics", feeds.personal_feed, name="personal_feed"),
    path("agency/decide/<str:token>/", agency.decide, name="agency_decision"),
]
