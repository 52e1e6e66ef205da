"""Someone looks for a class: searches, narrows, widens, turns the month, and is never stuck."""

import pytest

from tests.journeys.looks import look

COMING = "4 events are coming. 2 others are cancelled or postponed."


def chosen(me) -> list[str]:
    """The chosen filters, as the page says them."""
    return [text.split("\n")[0] for text in me.page.locator(".chosen .tag").all_inner_texts()]


def status(me) -> str:
    return me.page.locator("main [role=status]").inner_text()


def test_from_a_word_to_the_one_class_and_back_to_all(hands, sample):
    me = hands()
    me.open("/events/")
    assert status(me) == COMING
    me.look("catalogue")
    me.write("Words", "Stadiums")
    me.press("Show events")
    assert "“Stadiums”" in me.heading()
    assert status(me) == "2 of 6 events match."
    me.look("catalogue-searched")
    me.choose("Who it is for", "Citizens (2)")
    me.tick("Only where a seat or the waiting list can be taken now")
    me.press("Show events")
    assert status(me) == "1 of 6 events match."
    assert me.page.locator(f'main a[href="{sample.stadium.url}"]').count() == 1
    assert len(chosen(me)) == 3
    me.look("catalogue-three-filters")

    me.follow("Remove: open for registration")
    assert status(me) == "2 of 6 events match."
    assert len(chosen(me)) == 2
    me.follow("Clear all")
    assert status(me) == COMING
    assert chosen(me) == []


def test_a_month_keeps_the_filters_and_leads_to_the_event(hands, sample):
    me = hands()
    me.open("/events/?q=stadium&open=1")
    me.follow("Month")
    assert me.heading().startswith("Events in ")
    assert len(chosen(me)) == 2
    me.look("catalogue-month")
    assert me.page.locator("table.sheet").count() == 1
    me.follow(me.page.locator(f'table.sheet a[href="{sample.stadium.url}"]'))
    assert "Citizen class" in me.heading()


def test_turning_the_months(hands):
    me = hands()
    me.open("/events/?view=month")
    first = me.heading()
    me.look("catalogue-month-whole")
    me.follow(me.page.locator(".turning .after"))
    assert me.heading() != first
    me.follow(me.page.locator(".turning a[rel=prev]"))
    assert me.heading() == first
    me.follow("List")
    assert me.page.locator("table.sheet").count() == 0


def test_an_empty_month_leads_on(hands):
    me = hands()
    me.open("/events/?audience=citizens&from=2040-03-01&to=2040-03-31")
    assert "Nothing in March 2040." in me.text()
    assert "The last one before is" in me.text()
    me.look("catalogue-empty")
    me.follow("without from March 1, 2040: 2 events")
    assert status(me).startswith("2 of 6")


def test_what_is_typed_wrong_is_said_and_left_out(hands):
    me = hands()
    me.open("/events/?q=!!!&audience=wizards&place=%27&from=yesterday&month=13&view=week&open=x")
    assert status(me) == COMING
    assert me.text().count("It was left out.") == 6
    assert "this is the list." in me.text()
    me.look("catalogue-odd")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_filters_fold_on_a_phone_alone(browser_page, width):
    page = browser_page(viewport={"width": width, "height": 800})
    page.goto("/events/")
    assert page.get_by_label("Words").is_visible() == (width > 1000)
    if width < 1000:
        page.get_by_text("Search and filter").click()
        assert page.get_by_label("Words").is_visible()
        look(page, f"catalogue-filters-{width}")
