"""Pages, pictures' surroundings and people who write pages, as tests need them."""

from datetime import date

from django.contrib.auth.models import Group
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.models import User
from cms.models import HomePage, NewsIndexPage, NewsPage, StandardPage
from cms.roles import EDITORS
from tests.people import create_user


def create_editor() -> User:
    """Someone who writes pages, and nothing else."""
    user = create_user(email="editor@example.org", staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    return user


def create_news(*, title: str = "A day at the academy", **values) -> NewsPage:
    """A published piece of news."""
    values = {"date": date(2026, 1, 12), "summary": f"{title}, in short."} | values
    return NewsIndexPage.objects.get().add_child(instance=NewsPage(title=title, **values))


def create_text(*, title: str = "About us", parent=None, **values) -> StandardPage:
    """A published page of text, below the home page or another one."""
    parent = parent or HomePage.objects.get()
    return parent.add_child(instance=StandardPage(title=title, **values))


def page_form(*, title: str, slug: str, blocks: list = (), publish: bool = True, **values) -> dict:
    """What the editor of pages sends."""
    data = {"title": title, "slug": slug, "body": streamfield(list(blocks)), **values}
    if publish:
        data["action-publish"] = "1"
    return nested_form_data(data) | {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
