"""An event leads to the page of its course, where the public may see one."""

import pytest
from wagtail.models import PageViewRestriction

from cms import course_pages
from cms.models import CoursePage
from cms.site import build_site
from events.tests.factories import create_course, create_event

pytestmark = pytest.mark.django_db


def shown(client, event) -> str:
    """The page of the event, once this process has looked anew."""
    course_pages.known.forget()
    return client.get(f"/events/{event.slug}/").content.decode()


def test_an_event_leads_to_the_page_of_its_course(client):
    event = create_event(course=create_course(title="First responder", slug="first-responder"))
    link = '<a href="/courses/first-responder/">More about this course</a>'
    assert "More about this course" not in shown(client, event)
    build_site()
    assert link in shown(client, event)
    assert client.get("/courses/first-responder/").status_code == 200

    page = CoursePage.objects.get()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "More about this course" not in shown(client, event)
    restriction.delete()
    page.unpublish()
    assert "More about this course" not in shown(client, event)


def test_looking_at_events_asks_for_the_pages_once(client, django_assert_num_queries):
    build_site()
    events = [create_event() for _number in range(3)]
    shown(client, events[0])
    known = course_pages.known.get()
    for event in events:
        client.get(f"/events/{event.slug}/")
        assert course_pages.known.get() is known
    with django_assert_num_queries(0):
        course_pages.page_of(events[0].course, anew=False)


def test_an_editor_sees_at_once_that_a_page_is_gone(client, settings):
    event = create_event(course=create_course(title="First responder", slug="first-responder"))
    build_site()
    assert "More about this course" in shown(client, event)
    CoursePage.objects.get().unpublish()
    client.cookies[settings.FRESH_COOKIE_NAME] = "1"
    said = client.get(f"/events/{event.slug}/").content.decode()
    assert "More about this course" not in said


@pytest.mark.parametrize("courses", [1, 3])
def test_any_number_of_pages_is_read_by_three_statements(courses, django_assert_num_queries):
    for number in range(courses):
        create_course(title=f"Course {number}", slug=f"course-{number}")
    build_site()
    assert CoursePage.objects.count() == courses
    course_pages.known.forget()
    with django_assert_num_queries(3):
        assert len(course_pages.known.get()) == courses
