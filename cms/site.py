"""Builds the tree of pages, and fills it with the texts of the sample site where asked."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from accounts.models.person import today
from cms import sample as texts
from cms.models import (
    CourseIndexPage,
    CoursePage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    SiteSettings,
    StandardPage,
)
from cms.roles import ensure_editors
from cms.shipped import SHIPPED
from courses.models import Course
from events.models import Event


@transaction.atomic
def build_site(*, sample: bool = True) -> HomePage:
    """The home page of a tree that is whole; with `sample`, of one that is filled.

    What someone has edited since stays as it is.
    """
    home = HomePage.objects.first() or _plant_home()
    _serve(home)
    index = CourseIndexPage.objects.first() or home.add_child(
        instance=CourseIndexPage(title="Courses", slug=CourseIndexPage.SLUG)
    )
    news = NewsIndexPage.objects.first() or home.add_child(
        instance=NewsIndexPage(title="News", slug=NewsIndexPage.SLUG)
    )
    ensure_editors()
    if sample:
        _fill(home, index)
        _tell(news)
        _introduce()
    return home


def _fill(home: HomePage, index: CourseIndexPage) -> None:
    """Texts for home and list, a page for every public course, and the page about us."""
    if not home.body:
        _publish(home, **texts.HOME)
    if not index.sentence:
        _publish(index, **texts.COURSE_INDEX)
    for course in Course.objects.filter(is_public=True).order_by("pk"):
        _page_about(course, index)
    if not StandardPage.objects.child_of(home).filter(slug=texts.ABOUT["slug"]).exists():
        home.add_child(instance=StandardPage(**texts.ABOUT))


def _tell(index: NewsIndexPage) -> None:
    """News of the last weeks, dated from today; none where someone has written any."""
    if index.get_children().exists():
        return
    _publish(index, **texts.NEWS_INDEX)
    this_day = today()
    for weeks_ago, weekday, item in texts.NEWS:
        values = dict(item)
        course = CoursePage.objects.filter(course__slug=values.pop("course", "")).first()
        coming = Event.objects.listed().coming().filter(state=Event.State.PUBLISHED)
        page = NewsPage(
            **values,
            date=this_day - timedelta(days=(this_day.weekday() - weekday) % 7 + 7 * weeks_ago),
            about=course,
            event=coming.filter(course=course.course).first() if course else None,
        )
        index.add_child(instance=page).save_revision().publish()


def _introduce() -> None:
    """The settings, where nobody has saved any."""
    if not SiteSettings.objects.exists():
        SiteSettings(**(SHIPPED | texts.SETTINGS)).save()


def _plant_home() -> HomePage:
    """A home page at the root, and none of Wagtail's welcome."""
    locale, _ = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    return root.add_child(
        instance=HomePage(title=settings.WAGTAIL_SITE_NAME, slug="start", locale=locale)
    )


def _serve(home: HomePage) -> None:
    """The default site shows the home page; a page that stood there alone goes."""
    address = urlsplit(settings.SITE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "root_page": home,
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "site_name": "Rollcall",
        },
    )
    for page in Page.objects.filter(depth=2).exclude(pk=home.pk).exact_type(Page):
        page.delete()
    home.refresh_from_db()


def _page_about(course: Course, index: CourseIndexPage) -> None:
    if CoursePage.objects.filter(course=course).exists():
        return
    index.add_child(
        instance=CoursePage(
            title=course.title,
            slug=course.slug,
            course=course,
            search_description=course.summary,
            body=texts.COURSE_BODIES.get(course.slug, []),
        )
    )


def _publish(page: Page, **values) -> None:
    """Sets the values and publishes them as a revision, as an editor would."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()
