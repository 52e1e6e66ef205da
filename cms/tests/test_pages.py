"""What the public sees of home, courses and text, and how many questions that asks."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, Site

from cms.models import CourseIndexPage, CoursePage, HomePage, StandardPage
from cms.site import build_site
from cms.templatetags.cms_tags import duration, next_events
from courses.models import Audience, Course
from events import schedule
from events.models import Event
from events.tests.factories import create_course, create_event

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _known_site():
    """Each count starts without the site and content types that an earlier request cached."""
    Site.clear_site_root_paths_cache()


def warm(client, path):
    """The first request of a process fills caches that no later one asks for again."""
    response = client.get(path)
    assert response.status_code == 200
    return response


def test_a_new_site_starts_with_its_home_page_and_list_of_courses(client):
    assert HomePage.objects.count() == CourseIndexPage.objects.count() == 1
    assert b"<h1>Rollcall</h1>" in client.get("/").content
    assert client.get("/courses/").status_code == 200
    assert not Page.objects.filter(title__startswith="Welcome to").exists()


def test_build_site_twice_is_the_same_tree_as_once():
    create_course(title="First responder")
    build_site()
    before = list(Page.objects.order_by("path").values_list("path", "title", "slug"))
    build_site()
    assert list(Page.objects.order_by("path").values_list("path", "title", "slug")) == before
    assert CoursePage.objects.count() == 1


def test_build_site_leaves_what_an_editor_wrote():
    home = build_site()
    home.sentence = "Changed by hand."
    home.save_revision().publish()
    build_site()
    assert HomePage.objects.get().sentence == "Changed by hand."


def test_build_site_makes_a_whole_tree_out_of_an_empty_database(client):
    Site.objects.all().delete()
    Page.objects.all().delete()
    call_command("build_pages")
    assert client.get("/").status_code == client.get("/courses/").status_code == 200
    assert StandardPage.objects.count() == 0


def test_home_without_events_says_so(client, django_assert_num_queries):
    build_site()
    warm(client, "/")
    with django_assert_num_queries(5):
        response = client.get("/")
    assert "No date is set at the moment" in response.content.decode()


def test_home_shows_the_next_three_events_under_the_same_few_queries(
    client, django_assert_num_queries
):
    build_site()
    for days in (40, 10, 30, 20):
        create_event(title=f"In {days} days", starts_in=days * DAY)
    warm(client, "/")
    with django_assert_num_queries(6):
        page = client.get("/").content.decode()
    places = [page.index(f"In {days} days") for days in (10, 20, 30)]
    assert places == sorted(places)
    assert "In 40 days" not in page


def test_home_shows_no_draft_no_link_event_no_cancelled_one():
    create_event(title="A draft", published=False)
    create_event(title="By link", visibility=Event.Visibility.LINK)
    schedule.cancel_event(create_event(title="Cancelled"), by=None, reason="Snow")
    shown = create_event(title="Shown")
    assert [event.pk for event in next_events(3)] == [shown.pk]


def test_home_has_two_doors_and_the_hotline(client):
    page = client.get("/").content.decode()
    assert page.count('class="door"') == 2
    assert 'href="/help/"' in page and 'href="/events/"' in page
    assert 'href="tel:+18883737888"' in page and 'href="sms:233733"' in page


def test_course_index_asks_the_same_for_one_course_and_for_three(client, django_assert_num_queries):
    create_course(title="One")
    build_site()
    warm(client, "/courses/")
    with django_assert_num_queries(10):
        client.get("/courses/")
    create_course(title="Two")
    create_course(title="Three")
    build_site()
    warm(client, "/courses/")
    with django_assert_num_queries(10):
        page = client.get("/courses/").content.decode()
    assert all(title in page for title in ("One", "Two", "Three"))


def test_course_page_tells_objectives_agenda_and_coming_dates(client, django_assert_num_queries):
    course = create_course(
        title="Citizen class",
        audience=Audience.CITIZENS,
        objectives="Notice signs\nReport safely",
        content_information="We talk about exploitation.",
    )
    event = create_event(course=course, title="The Saturday")
    build_site()
    address = f"/courses/{course.slug}/"
    warm(client, address)
    with django_assert_num_queries(13):
        page = client.get(address).content.decode()
    for words in ("Notice signs", "Report safely", "We talk about exploitation", "The Saturday"):
        assert words in page
    assert reverse("events:detail", args=[event.slug]) in page
    assert duration(course.instructional_minutes) in page


def test_hidden_course_gets_no_page():
    create_course(title="Operations only", is_public=False)
    build_site()
    assert CoursePage.objects.count() == 0


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (380, "6 hours 20 minutes"),
    ],
)
def test_duration_in_words(minutes, words):
    assert duration(minutes) == words


def test_pages_hold_no_inline_style_and_no_inline_script(client):
    create_event()
    build_site()
    course = Course.objects.get()
    for address in ("/", "/courses/", f"/courses/{course.slug}/", "/about/", "/help/"):
        page = client.get(address).content.decode()
        assert " style=" not in page and "<style" not in page, address
        assert "<script>" not in page and " onclick=" not in page, address
