"""What the public sees of home, courses and text, and how many questions that asks."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import CourseIndexPage, CoursePage, HomePage, StandardPage
from cms.site import build_site
from cms.templatetags.cms_tags import duration, next_events
from courses.models import Audience, Board, Course, CreditApproval, CreditShare, Trainer
from events import schedule
from events.models import Event
from events.tests.factories import create_course, create_event, create_organization

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONDAY = datetime(2031, 12, 8, 14, tzinfo=UTC)  # 8 a.m. in Kansas City


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
    with django_assert_num_queries(8):
        response = client.get("/")
    assert "No date is set at the moment" in response.content.decode()


def test_home_shows_the_next_three_events_under_the_same_few_queries(
    client, django_assert_num_queries
):
    build_site()
    for days in (40, 10, 30, 20):
        create_event(title=f"In {days} days", starts_in=days * DAY)
    warm(client, "/")
    with django_assert_num_queries(8):
        page = client.get("/").content.decode()
    places = [page.index(f"In {days} days") for days in (10, 20, 30)]
    assert places == sorted(places)
    assert "In 40 days" not in page


def test_home_shows_no_draft_no_link_event_no_cancelled_one():
    create_event(title="A draft", published=False)
    create_event(title="By link", visibility=Event.Visibility.LINK)
    schedule.cancel_event(create_event(title="Cancelled"), by=None, reason="Snow")
    shown = create_event(title="Shown")
    context = {"request": RequestFactory().get("/")}
    assert [card.name for card in next_events(context, 3)] == [shown.name]


def test_home_has_two_doors_and_the_hotline(client):
    page = client.get("/").content.decode()
    assert page.count('class="door"') == 2
    assert 'href="/help/"' in page and 'href="/events/"' in page
    assert 'href="tel:+18883737888"' in page and 'href="sms:233733"' in page
    assert 'or text <a class="nowrap" href="sms:233733">' in page.partition("<footer")[2]


def test_course_index_asks_the_same_for_one_course_and_for_three(client, django_assert_num_queries):
    one = create_course(title="One")
    build_site()
    warm(client, "/courses/")
    with django_assert_num_queries(11):
        client.get("/courses/")
    create_course(title="Two")
    create_course(title="Three")
    for days in (40, 10, 30):
        create_event(course=one, starts_in=days * DAY)
    build_site()
    warm(client, "/courses/")
    with django_assert_num_queries(11):
        page = client.get("/courses/").content.decode()
    assert all(title in page for title in ("One", "Two", "Three"))
    assert page.count("3 coming dates") == 1
    assert page.count("No date is set yet.") == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_course_page_tells_everything_under_the_same_statements(
    client, django_assert_num_queries, rows
):
    course = create_course(
        title="Citizen class",
        audience=Audience.CITIZENS,
        objectives="Notice signs\nReport safely",
        content_information="We talk about exploitation.",
        receives="A pocket card.",
    )
    for number in range(rows):
        event = create_event(
            course=course,
            title=f"Saturday {number}",
            starts_in=(number + 20) * DAY,
            host=create_organization(name=f"Host {number}"),
        )
        event.trainers.add(Trainer.objects.create(display_name=f"Trainer {number}"))
    build_site()
    address = f"/courses/{course.slug}/"
    warm(client, address)
    with django_assert_num_queries(15):
        page = client.get(address).content.decode()
    for words in ("Notice signs", "Report safely", "We talk about exploitation", "A pocket card."):
        assert words in page
    for number in range(rows):
        for words in (f"Saturday {number}", f"Host {number}", f"Trainer {number}"):
            assert words in page
    assert reverse("events:detail", args=[event.slug]) in page
    assert duration(course.instructional_minutes) in page
    assert "This class gives no credit for continuing education." in page


def course_text(client, course) -> str:
    build_site()
    return client.get(f"/courses/{course.slug}/").content.decode().replace("\xa0", " ")


def test_course_page_shows_the_day_by_the_clock_of_the_next_date_that_stands(client):
    course = create_course()
    cancelled = create_event(course=course, starts_at=MONDAY - timedelta(hours=4))
    schedule.cancel_event(cancelled, by=None, reason="Snow")
    create_event(course=course, starts_at=MONDAY)
    text = course_text(client, course)
    assert "1 coming date</a>" in text
    assert "By the clock of the next date, Monday, December 8;" in text
    assert '<span class="time">8:30 a.m.</span>' in text
    assert text.index("Cancelled") < text.index("10 seats left")


def test_course_page_without_a_date_counts_from_the_start(client):
    text = course_text(client, create_course())
    assert "In hours and minutes since the start." in text
    assert re.findall(r'<span class="time">(.*?)</span>', text) == ["0:00", "0:30", "2:00"]
    assert "No date is set yet." in text
    assert "No hand-outs are listed for this course." in text


def test_course_page_promises_the_credit_that_is_approved_and_no_other(client):
    course = create_course(audience=Audience.RESPONDERS)
    create_event(course=course, starts_in=10 * DAY)
    create_event(course=course, starts_in=100 * DAY)
    today = timezone.now().date()
    for name, hour, last in (("Fifty", 50, 60), ("Sixty", 60, 200), ("Gone", 50, -2)):
        approval = CreditApproval.objects.create(
            course=course,
            board=Board.objects.create(name=name, region="Missouri", minutes_per_hour=hour),
            number=f"SAMPLE-{name}",
            valid_from=today - 90 * DAY,
            valid_until=today + last * DAY,
        )
        CreditShare.objects.create(approval=approval, category="General", minutes=150)
    text = course_text(client, course)
    assert "<strong>3 hours</strong>: 150 minutes of teaching, at 50 minutes an hour." in text
    assert "<strong>2.5 hours</strong>: 150 minutes of teaching, at 60 minutes an hour." in text
    assert "Gone" not in text
    assert text.count("the approval does not reach it") == 1


def test_course_page_for_responders_without_an_approval_promises_nothing(client):
    text = course_text(client, create_course(audience=Audience.RESPONDERS))
    assert "no credit is promised. It teaches 150 minutes" in text
    assert "hours (" not in text


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
