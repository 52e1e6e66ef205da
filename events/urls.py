"""Addresses of the public pages around events and places in them, and of the coordinator's desk."""

from django.urls import include, path

from events.views import catalogue, feeds, place, public, registration
from events.views.agency import decisions, enrolling, holds, home, people, places, records

app_name = "events"
desk_of_event = [
    path("", home.event, name="agency_event"),
    path("register/", enrolling.choose, name="agency_enroll"),
    path("register/<slug:how>/", enrolling.press, name="agency_enroll_press"),
    path("hold/", holds.hold, name="agency_hold"),
]
desk_of_place = [
    path("approve/", places.approve, name="agency_approve"),
    path("deny/<slug:reason>/", places.deny, name="agency_deny"),
    path("substitute/", places.substitute, name="agency_substitute"),
    path("move/", places.move, name="agency_move"),
    path("give-back/", places.give_back, name="agency_give_back"),
]
desk_of_people = [
    path("", people.people, name="agency_people"),
    path("<int:tie>/", people.person, name="agency_person"),
    path("<int:tie>/vouch/", people.vouch, name="agency_vouch"),
    path("<int:tie>/departed/", people.departed, name="agency_departed"),
]
desk = [
    path("", home.home, name="agency_desk"),
    path("people/", include(desk_of_people)),
    path("invite/", people.invite, name="agency_invite"),
    path("invite/<int:invitation>/", people.invite_again, name="agency_invite_again"),
    path("code/", people.code, name="agency_code"),
    path("code/revoke/", people.revoke_code, name="agency_code_revoke"),
    path("list.csv", enrolling.template, name="agency_template"),
    path("events/<slug:slug>/", include(desk_of_event)),
    path("holds/<int:hold>/release/", holds.release, name="agency_release"),
    path("places/<str:code>/", include(desk_of_place)),
    path("attendance/", records.attendance, name="agency_attendance"),
    path("export/<slug:format>/", records.export, name="agency_export"),
]
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
    path("registrations/<str:code>/answers/", place.answers, name="answers"),
    path("registrations/<str:code>/name/", place.rename, name="rename"),
    path("registrations/<str:code>/invite.ics", feeds.invite, name="invite"),
    path("calendar/<str:token>.ics", feeds.personal_feed, name="personal_feed"),
    path("agency/", home.choose, name="agency"),
    path("agency/decide/<str:token>/", decisions.decide, name="agency_decision"),
    path("agency/<int:agency>/", include(desk)),
]
