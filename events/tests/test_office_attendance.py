"""The screen at the door: a press for each person, one for the rest, found again later."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.utils import timezone

from events import schedule
from events.models import Attendance, AttendanceChange, Event, Slot
from events.tests.factories import (
    create_attendance,
    create_event,
    create_registration,
    create_user_person,
)
from events.tests.office_steps import text, url
from events.tests.test_attendance import begun
from tests.people import create_person

pytestmark = pytest.mark.django_db
# One of each reads the settings of the site: anew for whoever has just pressed a button.
QUERIES_OF_THE_DOOR = 19
QUERIES_OF_A_PLACE = 19


def door(event: Event, place=None, slot: Slot | None = None) -> str:
    slot = slot or event.standing_slots[0]
    return url(event, f"attendance/{slot.pk}" + (f"/{place.pk}" if place else ""))


def test_one_press_notes_one_person_and_the_list_stays_where_it_was(office):
    event, (place,) = begun()
    page = office.get(url(event, "attendance"))
    assert "Nobody is noted yet. 1 person is not noted yet." in text(page)
    answer = office.post(door(event, place), {"mark": "came", "open": "1", "page": "1"})
    slot = event.standing_slots[0]
    assert answer.url == (
        f"/admin/events/{event.pk}/attendance/?slot={slot.pk}&open=1&page=1#place-{place.pk}"
    )
    page = text(office.get(answer.url))
    assert f"{place.certificate_name}: came." in page
    assert "1 came. Everyone is noted." in page
    assert "Everyone is noted." in page
    assert "came, noted" in text(office.get(url(event, "attendance")))


def test_the_event_page_and_the_person_say_who_was_there(office, coordinator):
    event, (one, two, three) = begun(people=3)
    create_attendance(registration=one, by=coordinator)
    create_attendance(registration=two, mark="left_early", by=coordinator)
    create_attendance(registration=three, mark="no_show", by=coordinator)
    page = text(office.get(url(event)))
    assert "2 came (1 left early), 1 no-show." in page
    place = text(office.get(url(event, f"places/{two.pk}")))
    assert "left early, noted by Casey Coordinator" in place
    assert "Casey Coordinator noted: left early" in place
    assert "registered and has a place." in place


def test_a_slip_of_the_finger_is_taken_back_with_a_press(office):
    event, (place,) = begun()
    office.post(door(event, place), {"mark": "no_show"})
    page = office.post(door(event, place), {"mark": "none"}, follow=True)
    assert f"{place.certificate_name}: not noted." in text(page)
    assert Attendance.objects.get().mark == ""
    assert "Select a valid choice" in text(office.post(door(event, place), {"mark": "there"}))


def test_a_page_that_is_out_of_date_overwrites_nothing_until_pressed_again(office):
    event, (place,) = begun()
    listed = office.get(url(event, "attendance")).content.decode()
    assert f'formaction="{door(event, place)}?shown=none"' in listed
    stale = door(event, place) + "?shown=none"
    office.post(stale, {"mark": "came"})
    page = office.post(stale, {"mark": "no_show", "open": "1", "page": "1"})
    said = "Noted meanwhile as came, by Casey Coordinator. Press again to change it."
    assert said in text(page)
    assert Attendance.objects.get().mark == "came"
    assert AttendanceChange.objects.count() == 1
    again = re.search(r'action="(\?shown=came[^"]*)"', page.content.decode()).group(1)
    answer = office.post(door(event, place) + unescape(again), {"mark": "no_show"})
    assert "&open=1&page=1#place-" in answer.url
    assert Attendance.objects.get().mark == "no_show"


def test_the_same_mark_from_a_page_out_of_date_is_no_conflict(office):
    event, (place,) = begun()
    stale = door(event, place) + "?shown=none"
    office.post(stale, {"mark": "came"})
    assert office.post(stale, {"mark": "came"}).status_code == 302
    assert AttendanceChange.objects.count() == 1
    office.post(door(event, place) + "?shown=came", {"mark": "none"})
    page = office.post(door(event, place) + "?shown=came", {"mark": "late"})
    assert "Taken back meanwhile: not noted. Press again to note it." in text(page)


def test_the_rest_in_one_press_and_back(office):
    event, places = begun(people=3)
    office.post(door(event, places[0]), {"mark": "no_show"})
    page = office.post(door(event) + "rest/", follow=True)
    assert "2 people are noted as came." in text(page)
    assert "Casey Coordinator noted 2 people in one press: came. Undo it" in text(page)
    act = AttendanceChange.objects.filter(mark="came").first().act
    page = office.post(door(event) + "undo/", {"act": act}, follow=True)
    assert "Undone: 2 people are not noted any more." in text(page)
    assert "in one press" not in text(page)
    assert list(Attendance.objects.exclude(mark="").values_list("mark", flat=True)) == ["no_show"]
    assert office.post(door(event) + "undo/", {"act": "nonsense"}).status_code == 404
    assert office.get(door(event) + "rest/").status_code == 405


def test_someone_is_found_by_name_and_no_name_is_in_an_address(office):
    event = create_event(seats=80, starts_in=timedelta(hours=3))
    for number in range(61):
        person = create_user_person(given_name=f"Kim{number:02}", family_name="Doe")
        create_registration(event=event, person=person)
    with time_machine.travel(event.starts_at + timedelta(minutes=1)):
        first = office.get(url(event, "attendance"))
        assert "Page 1 of 2" in text(first)
        assert "Came Kim60 Doe" not in text(first)
        found = office.post(url(event, "attendance"), {"q": "kim60"})
        assert "1 person fits." in text(found)
        assert "Came Kim60 Doe" in text(found)
        assert "Note all" not in text(found)  # all would be more than one sees
    assert "q=kim" not in found.content.decode()


def test_after_the_event_a_correction_is_asked_for_its_reason(office, coordinator):
    event, (place,) = begun()
    create_attendance(registration=place, mark="no_show", by=coordinator)
    with time_machine.travel(event.ends_at + timedelta(minutes=1)):
        schedule.mark_held()
        assert "Correct it..." in text(office.get(url(event, "attendance")))
        page = office.post(door(event, place), {"mark": "came"})
        assert "The event is over. Say why this is corrected." in text(page)
        data = {"mark": "came", "reason": "The sheet has the signature."}
        page = office.post(door(event, place), data, follow=True)
    assert f"{place.certificate_name}: came." in text(page)
    assert AttendanceChange.objects.first().reason == "The sheet has the signature."


def test_before_the_day_it_says_when_and_shows_no_buttons(office):
    event = create_event(starts_in=timedelta(days=3))
    place = create_registration(event=event)
    page = office.get(url(event, "attendance"))
    assert "Attendance can be noted from the morning of the day on." in text(page)
    assert '<button type="submit" class="act"' not in page.content.decode()
    answer = office.post(door(event, place), {"mark": "came"})
    assert "from the morning of the day on" in text(answer)
    assert not Attendance.objects.exists()


def test_each_date_has_its_list_and_todays_comes_first(office, coordinator):
    event, (place,) = begun(days=3)
    second = event.standing_slots[1]
    with time_machine.travel(second.starts_at):
        office.force_login(coordinator)  # the session of the day before is over
        page = office.get(url(event, "attendance"))
        assert page.context["slot"] == second
        office.post(door(event, place, second), {"mark": "late"})
        first = office.get(url(event, "attendance"), {"slot": event.standing_slots[0].pk})
        assert first.context["slot"] == event.standing_slots[0]
        assert "Nobody is noted yet." in text(first)
        assert "1 came (1 came late)" in text(office.get(url(event)))


def test_a_slot_or_place_of_another_event_is_not_found(office):
    event, (place,) = begun()
    other, (stranger,) = begun()
    assert office.post(door(event, stranger), {"mark": "came"}).status_code == 404
    assert office.post(door(event, place, other.standing_slots[0])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_door_asks_as_often_for_1_and_for_3(office, rows, django_assert_num_queries):
    event, places = begun(people=rows + 2)
    for place in places[:rows]:
        office.post(door(event, place), {"mark": "came"})
    office.post(door(event) + "rest/")
    office.get(url(event, "attendance"))
    with django_assert_num_queries(QUERIES_OF_THE_DOOR):
        office.get(url(event, "attendance"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_place_asks_as_often_for_1_and_for_3(office, rows, django_assert_num_queries):
    event, (place,) = begun(days=rows)
    for mark in ("came", "late", "came")[:rows]:
        office.post(door(event, place), {"mark": mark})
    office.get(url(event, f"places/{place.pk}"))
    with django_assert_num_queries(QUERIES_OF_A_PLACE):
        office.get(url(event, f"places/{place.pk}"))


def test_a_walk_in_is_added_from_the_door_and_the_door_is_next(office):
    event, _places = begun()
    listed = f"{url(event, 'attendance')}?slot={event.standing_slots[0].pk}"
    came_from = f"?door={event.standing_slots[0].pk}"
    assert f'href="{url(event, "add")}{came_from}"' in office.get(listed).content.decode()
    person = create_person(given_name="Wanda", family_name="Walkin", contact_email="")
    search = office.post(url(event, "add") + came_from, {"q": "Walkin"})
    chosen = f"{url(event, f'add/{person.pk}')}{came_from}"
    assert f'href="{chosen}"' in search.content.decode()
    assert f'href="{listed}"' in office.get(chosen).content.decode()
    answer = office.post(chosen, {"reason": "Walked in."})
    assert answer.url == listed
    other = create_person(given_name="Olga", family_name="Other", contact_email="")
    answer = office.post(url(event, f"add/{other.pk}") + "?door=//evil", {"reason": "Phoned."})
    assert answer.url == url(event)


def test_an_event_without_a_date_says_so(office):
    event = create_event()
    event.slots.update(dropped_at=timezone.now())
    assert "No date is set" in text(office.get(url(event, "attendance")))
