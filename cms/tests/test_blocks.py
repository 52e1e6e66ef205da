"""Blocks: what they show, what they refuse, and how the block picker previews them."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.blocks import Block

from cms.blocks import HomeBodyBlock, LinkBlock, StatisticBlock
from cms.models import NewsIndexPage, NewsPage
from cms.tests.factories import create_editor, create_text, page_form
from events.tests.factories import create_event

BLOCKS = HomeBodyBlock().child_blocks
FIGURE = {
    "figure": "240",
    "counts": "cases in Missouri known to the hotline",
    "period": "2021",
    "source": "National hotline",
    "source_url": "https://example.org/report",
    "caveat": "",
}


@pytest.fixture
def editor(client, settings):
    """An editor's browser; the second factor is not what these tests are about."""
    settings.DEBUG = True
    client.force_login(create_editor())
    return client


def shown(client, *blocks) -> str:
    """The page that everyone sees of these blocks."""
    create_text(title="Text", body=list(blocks))
    return client.get("/text/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_each_block_has_a_preview_in_our_look_under_the_strict_policy(editor, name):
    block = BLOCKS[name]
    assert block.is_previewable and block.get_description()
    address = reverse("wagtailadmin_block_preview")
    assert Block.definition_registry[block.definition_prefix] is block
    response = editor.get(address, {"id": block.definition_prefix})
    page = response.content.decode()
    assert response.status_code == 200
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "css/rollcall.css" in page
    assert "<script" not in page and " style=" not in page and "<style" not in page
    inside = re.search(r"<main[^>]*>(.*)</main>", page, re.DOTALL)[1]
    assert re.sub(r"<[^>]+>|\s", "", inside)


@pytest.mark.parametrize("missing", ["figure", "counts", "period", "source", "source_url"])
def test_a_figure_without_what_makes_it_checkable_is_refused(missing):
    block = StatisticBlock()
    block.clean(block.to_python(FIGURE))
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(FIGURE | {missing: ""}))
    assert list(refused.value.block_errors) == [missing]


@pytest.mark.django_db
def test_a_page_with_a_figure_without_source_is_not_published(editor):
    index = NewsIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["cms", "newspage", index.pk])
    form = {"title": "T", "slug": "t", "date": "2026-01-12", "summary": "Short."}
    bare = [("statistic", FIGURE | {"source_url": ""})]
    response = editor.post(address, page_form(**form, blocks=bare))
    assert response.status_code == 200
    assert not NewsPage.objects.exists()
    response = editor.post(address, page_form(**form, blocks=[("statistic", FIGURE)]))
    assert response.status_code == 302
    assert NewsPage.objects.get().live


@pytest.mark.django_db
def test_a_figure_shows_what_it_counts_when_and_who_says_so(client):
    page = shown(client, ("statistic", FIGURE))
    assert "<strong>240</strong> cases in Missouri known to the hotline" in page
    assert '2021. Source: <a href="https://example.org/report" rel="noreferrer">' in page


@pytest.mark.django_db
def test_the_hotline_on_a_page_is_that_of_the_settings(client):
    page = shown(client, ("hotline", None))
    assert page.count('href="tel:+18883737888"') == 3  # at the top, in the page, at the foot


@pytest.mark.django_db
def test_next_events_keep_themselves_up_to_date(client):
    block = ("events", {"title": "Come and learn", "count": 1})
    assert "No date is set at the moment" in shown(client, block)
    create_event(title="The Saturday")
    page = client.get("/text/").content.decode()
    assert "Come and learn" in page and "The Saturday" in page


@pytest.mark.django_db
def test_a_card_shows_only_while_its_page_is_published(client):
    goal = create_text(title="Goal")
    cards = [
        {"title": "Inside", "page": goal, "url": "", "text": "A page of ours."},
        {"title": "Elsewhere", "page": None, "url": "https://example.org/", "text": ""},
    ]
    page = shown(client, ("cards", cards))
    assert '<a href="/goal/">Inside</a>' in page
    assert '<a href="https://example.org/" rel="noreferrer">Elsewhere</a>' in page
    goal.unpublish()
    assert "Inside" not in client.get("/text/").content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "http://example.org/",
        "//example.org/",
        "/\\example.org",
        "events",
    ],
)
def test_a_link_leads_to_a_page_or_to_a_plain_address(url):
    block = LinkBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"title": "Go", "page": None, "url": url}))


@pytest.mark.parametrize("url", ["/events/", "/help/#report", "https://example.org/a?b=c"])
def test_a_plain_address_is_taken(url):
    block = LinkBlock()
    assert block.clean(block.to_python({"title": "Go", "page": None, "url": url}))["url"] == url


@pytest.mark.django_db
def test_a_link_leads_to_one_place_only():
    block = LinkBlock()
    goal = create_text(title="Goal")
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"title": "Go", "page": goal.pk, "url": "/events/"}))
