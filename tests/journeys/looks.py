"""What axe says of a page, and pictures of it for people (SCREENSHOTS=folder)."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.windows import DESKTOP, PHONE

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PICTURED = {"phone": {"width": 360, "height": 740}, "desktop": DESKTOP}
AXE, AXE_AGAIN = Axe(), Axe(axe_script="0")  # the page has it from the look before
SETTLES_MS = 500  # Wagtail's menu slides when the window changes
OURS = ".office"  # what we add to Wagtail's frame


def findings(page: Page, *, within: str = "", without: str = "", rules: tuple[str, ...] = ()):
    """What axe finds against WCAG 2.2 AA (JavaScript must be on: axe hangs without)."""
    page.wait_for_load_state()  # on half a page axe would pass, or miss what it is to look at
    context = {}
    if within:
        page.locator(within).filter(visible=True).first.wait_for()
        context["include"] = [[within]]
    if without:
        context["exclude"] = [[without]]
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    runner = AXE_AGAIN if page.evaluate("'axe' in window") else AXE
    return runner.run(page, context=context or None, options=options).response["violations"]


def axe(page: Page, *, within: str = "", rules: tuple[str, ...] = ()) -> None:
    """Nothing is found on this page; `within` is a selector: in the back office, what is ours."""
    report = [
        f"{rule['id']} ({rule['help']}): {node['target']} {node['html'][:200]}"
        for rule in findings(page, within=within, rules=rules)
        for node in rule["nodes"]
    ]
    assert not report, f"{page.url}\n" + "\n".join(report)


def look(page: Page, name: str, *, within: str = "") -> None:
    """Axe in light, in the dark and on a phone; nothing needs scrolling sideways there."""
    axe(page, within=within)
    page.emulate_media(color_scheme="dark")
    axe(page, within=within, rules=("color-contrast", "link-in-text-block"))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    axe(page, within=within)
    if not within:
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{page.url}: {wide} px wide on a phone"
    page.set_viewport_size(DESKTOP)
    picture(page, name)


def picture(page: Page, name: str) -> None:
    """On a phone and a desktop, where SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    height = {"height": 1800} if "/admin/" in page.url else {}  # Wagtail scrolls a part alone
    for size, viewport in PICTURED.items():
        page.set_viewport_size(viewport | height)
        if height:
            page.wait_for_timeout(SETTLES_MS)
        page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)
    page.set_viewport_size(DESKTOP)
