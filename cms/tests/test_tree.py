"""The tree of pages cannot be built wrongly, and no course is lost under its page."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from wagtail.models import Page

from cms.models import (
    CourseIndexPage,
    CoursePage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    StandardPage,
)
from cms.site import build_site
from events.tests.factories import create_course

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "parents", "children"),
    [
        (HomePage, {Page}, {CourseIndexPage, NewsIndexPage, StandardPage}),
        (CourseIndexPage, {HomePage}, {CoursePage}),
        (CoursePage, {CourseIndexPage}, set()),
        (NewsIndexPage, {HomePage}, {NewsPage}),
        (NewsPage, {NewsIndexPage}, set()),
        (StandardPage, {HomePage, StandardPage}, {StandardPage}),
    ],
)
def test_each_kind_of_page_has_its_place(page, parents, children):
    assert set(page.allowed_parent_page_models()) == parents
    assert set(page.allowed_subpage_models()) == children


def test_there_is_one_home_page_and_one_list_of_courses():
    home = build_site()
    root = home.get_parent()
    assert not HomePage.can_create_at(root)
    assert not CourseIndexPage.can_create_at(home)
    assert StandardPage.can_create_at(home)


def test_the_list_of_courses_keeps_its_address():
    build_site()
    index = CourseIndexPage.objects.get()
    index.slug = "classes"
    with pytest.raises(ValidationError, match="stays"):
        index.full_clean()


@pytest.mark.parametrize("slug", ["events", "help", "admin", "accounts"])
def test_no_page_of_text_hides_behind_an_address_of_the_site(slug):
    home = build_site()
    with pytest.raises(ValidationError, match="uses this address"):
        home.add_child(instance=StandardPage(title="Lost", slug=slug))


def test_a_course_cannot_be_deleted_under_its_page():
    course = create_course()
    build_site()
    with pytest.raises(ProtectedError):
        course.delete()
