"""The first screen of a phone is for the page; help and the way out are on it all the same."""

import pytest

PHONE = {"width": 360, "height": 740}
A_THIRD = 740 / 3


@pytest.mark.parametrize("email", ["", "citizen@example.org"])
def test_the_page_begins_in_the_first_third(browser_page, sample, email):
    page = browser_page(email, viewport=PHONE)
    for address in ("/", "/events/", sample.academy.url):
        page.goto(address)
        begins = page.locator("main").bounding_box()["y"]
        assert begins < A_THIRD, (address, begins)
        for link in ("Call 1-888-373-7888", "text 233733", "call 911"):
            box = page.get_by_role("complementary", name="Hotline").get_by_role("link", name=link)
            assert box.bounding_box()["height"] >= 43.9, link
        assert page.get_by_role("navigation").get_by_role("link", name="Help").is_visible()
    page.goto("/help/")
    leave = page.get_by_role("link", name="Leave this site").last.bounding_box()
    assert leave["y"] + leave["height"] < A_THIRD
    assert leave["height"] >= 43.9
