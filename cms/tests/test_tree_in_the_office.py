"""Each way to build the tree of pages wrongly, tried through Wagtail's own screens."""

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.models import (
    CourseIndexPage,
    CoursePage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    SiteSettings,
    StandardPage,
)
from cms.site import build_site
from cms.tests.factories import create_editor, create_news, create_text, page_form
from events.tests.factories import create_course
from tests.people import create_user

pytestmark = pytest.mark.django_db
STAYING = [HomePage, CourseIndexPage, NewsIndexPage]


@pytest.fixture(scope="module")
def site_with_pages(django_db_setup, django_db_blocker):
    """Built once: each test is undone back to it, and it is undone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        create_course()
        build_site(sample=False)
        build_site()
        yield
        transaction.set_rollback(True)


@pytest.fixture(params=["editor", "administrator"])
def office(request, site_with_pages, client, settings):
    """Signed in; what is impossible is impossible for an administrator too."""
    editors = {
        "editor": create_editor,
        "administrator": lambda: create_user(email="admin@example.org", superuser=True),
    }
    settings.DEBUG = True  # the second factor is not what these tests are about
    client.force_login(editors[request.param]())
    assert client.get("/admin/").status_code == 200
    return client


def address(name: str, *args) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def tree() -> list[tuple]:
    """Everything that a wrong move would change."""
    return list(Page.objects.order_by("path").values_list("path", "slug", "live", "content_type"))


def bulk(action: str, *pages: Page) -> str:
    query = "&".join(f"id={page.pk}" for page in pages)
    return f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?{query}"


def told(response) -> str:
    """What the next screen says first."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.mark.parametrize("kind", ["standardpage", "coursepage", "newspage", "newsindexpage"])
def test_no_page_of_another_kind_is_made_at_the_root(office, kind):
    before = tree()
    root = Page.get_first_root_node()
    url = address("add", "cms", kind, root.pk)
    assert office.get(url).status_code in (302, 403)
    office.post(url, page_form(title="Lost", slug="lost"))
    assert tree() == before


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        ("homepage", "root"),
        ("newsindexpage", "home"),
        ("courseindexpage", "home"),
        ("newspage", "home"),
        ("coursepage", "home"),
        ("standardpage", "news"),
        ("newspage", "courses"),
        ("standardpage", "a piece of news"),
    ],
)
def test_no_page_is_made_where_its_kind_does_not_belong(office, kind, parent):
    parents = {
        "root": Page.get_first_root_node(),
        "home": HomePage.objects.get(),
        "news": NewsIndexPage.objects.get(),
        "courses": CourseIndexPage.objects.get(),
        "a piece of news": create_news(),
    }
    before = tree()
    office.post(address("add", "cms", kind, parents[parent].pk), page_form(title="X", slug="x"))
    assert tree() == before


@pytest.mark.parametrize("slug", ["events", "help", "admin", "news", "Accounts", "courses"])
@pytest.mark.parametrize("publish", [True, False], ids=["published", "draft"])
def test_no_page_of_text_takes_an_address_of_the_site(office, slug, publish):
    before = tree()
    url = address("add", "cms", "standardpage", HomePage.objects.get().pk)
    response = office.post(url, page_form(title="Lost", slug=slug, publish=publish))
    assert response.status_code == 200
    assert "slug" in response.context["form"].errors
    assert tree() == before


@pytest.mark.parametrize("slug", ["events", "help", "leave"])
def test_a_changed_slug_takes_no_address_of_the_site_either(office, slug):
    page = create_text(title="Campaign")
    response = office.post(address("edit", page.pk), page_form(title="Campaign", slug=slug))
    assert str(response.context["form"].errors["slug"]).count("uses this address") == 1
    page.refresh_from_db()
    assert page.slug == "campaign"


@pytest.mark.parametrize("alias", [True, False], ids=["alias", "copy"])
@pytest.mark.parametrize("publish", [True, False], ids=["published", "draft"])
def test_a_copy_takes_no_address_of_the_site(office, alias, publish):
    page = create_text(title="Campaign")
    before = tree()
    form = {"new_title": "X", "new_slug": "help", "new_parent_page": HomePage.objects.get().pk}
    form |= {"alias": "on"} if alias else {}
    form |= {"publish_copies": "on"} if publish else {}
    response = office.post(address("copy", page.pk), form)
    assert "uses this address" in response.content.decode()
    assert tree() == before
    form["new_slug"] = "campaign-2"
    assert office.post(address("copy", page.pk), form).status_code == 302
    assert len(tree()) == len(before) + 1


def test_news_takes_no_address_of_the_feed(office):
    index = NewsIndexPage.objects.get()
    form = page_form(title="Feed", slug="feed", date="2026-01-12", summary="No.")
    response = office.post(address("add", "cms", "newspage", index.pk), form)
    assert "slug" in response.context["form"].errors


@pytest.mark.parametrize("model", [CourseIndexPage, NewsIndexPage])
def test_lists_keep_their_address(office, model):
    page = model.objects.get()
    form = nested_form_data({"title": page.title, "slug": "elsewhere", "action-publish": "1"})
    form |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    response = office.post(address("edit", page.pk), form)
    assert "stays" in str(response.context["form"].errors["slug"])
    assert model.objects.get().slug == model.SLUG


@pytest.mark.parametrize("model", STAYING)
def test_what_the_site_needs_is_not_deleted_unpublished_moved_copied_or_hidden(office, model):
    page = model.objects.get()
    shelf = create_text(title="A shelf")
    before = tree()
    office.post(address("delete", page.pk))
    office.post(address("unpublish", page.pk), {"include_descendants": "on"})
    for destination in (shelf, HomePage.objects.get(), Page.get_first_root_node()):
        office.post(address("move_confirm", page.pk, destination.pk))
        copy = {"new_title": "X", "new_slug": "x", "new_parent_page": destination.pk}
        office.post(address("copy", page.pk), copy)
        office.post(address("copy", page.pk), copy | {"alias": "on", "copy_subpages": "on"})
    office.post(
        reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login"}
    )
    assert tree() == before
    assert not PageViewRestriction.objects.exists()


@pytest.mark.parametrize("model", STAYING)
def test_bulk_actions_leave_what_the_site_needs(office, model):
    page = model.objects.get()
    shelf = create_text(title="A shelf")
    before = tree()
    office.post(bulk("delete", page), {"wagtail_site_name": "Rollcall"})
    office.post(bulk("unpublish", page), {"include_descendants": "on"})
    office.post(bulk("move", page), {"chooser": shelf.pk})
    assert tree() == before


@pytest.mark.parametrize("model", STAYING)
def test_what_the_site_needs_never_expires(office, model):
    page = model.objects.get()
    form = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "body": streamfield([]),
            "go_live_at": "",
            "expire_at": "2030-01-01 10:00",
        }
    )
    form |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    response = office.post(address("edit", page.pk), form | {"action-publish": "1"})
    assert "expire_at" in response.context["form"].errors
    page.refresh_from_db()
    assert page.expire_at is None


@pytest.mark.parametrize("model", STAYING)
def test_it_may_still_be_edited_and_published(office, model):
    page = model.objects.get()
    form = nested_form_data({"title": "New title", "slug": page.slug, "body": streamfield([])})
    form |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1"}
    assert office.post(address("edit", page.pk), form).status_code == 302
    assert model.objects.get().title == "New title"
    assert "Delete" not in office.get(address("edit", page.pk)).content.decode().split("footer")[-1]


def test_a_course_page_moves_to_no_other_place(office):
    page = CoursePage.objects.get()
    before = tree()
    for destination in (HomePage.objects.get(), NewsIndexPage.objects.get(), create_text()):
        office.post(address("move_confirm", page.pk, destination.pk))
        office.post(bulk("move", page), {"chooser": destination.pk})
    StandardPage.objects.filter(title="About us", slug__startswith="about-us").delete()
    assert [row for row in tree() if row[1] == page.slug] == [
        row for row in before if row[1] == page.slug
    ]


def test_a_page_that_others_lead_to_is_not_deleted_and_the_answer_names_them(office):
    page = create_text(title="Campaign")
    create_news(title="Awareness week", about=page)
    response = office.post(address("delete", page.pk))
    assert response.status_code == 302
    assert "“Awareness week”" in told(response)
    assert StandardPage.objects.filter(pk=page.pk).exists()
    response = office.post(bulk("delete", page), {"wagtail_site_name": "Rollcall"})
    assert "“Awareness week”" in told(response)
    assert StandardPage.objects.filter(pk=page.pk).exists()


def test_links_in_texts_cards_and_the_foot_of_the_site_count_too(office):
    linked = {name: create_text(title=name) for name in ("In a text", "On a card", "At the foot")}
    create_text(
        title="Text",
        body=[("paragraph", f'<p><a linktype="page" id="{linked["In a text"].pk}">Go</a></p>')],
    )
    card = {"title": "Go", "page": linked["On a card"], "url": "", "text": ""}
    create_text(title="Cards", body=[("cards", [card])])
    stored = SiteSettings.load()
    stored.footer_links = [("link", {"title": "Go", "page": linked["At the foot"], "url": ""})]
    stored.save()
    for page in linked.values():
        office.post(address("delete", page.pk))
    kept = StandardPage.objects.filter(pk__in=[page.pk for page in linked.values()])
    assert {page.title for page in kept} == set(linked)


def test_a_page_that_nobody_leads_to_goes(office):
    shelf = create_text(title="A shelf")
    below = create_text(title="Below", parent=shelf, body=[("heading", "Words")])
    office.post(address("delete", below.pk))
    shelf.refresh_from_db()
    office.post(bulk("delete", shelf), {"wagtail_site_name": "Rollcall"})
    assert not StandardPage.objects.filter(pk__in=[shelf.pk, below.pk]).exists()


def test_news_may_be_unpublished_and_deleted(office):
    page = create_news()
    office.post(address("unpublish", page.pk))
    page.refresh_from_db()
    assert not page.live
    office.post(address("delete", page.pk))
    assert not NewsPage.objects.filter(pk=page.pk).exists()
