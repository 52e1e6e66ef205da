"""What axe does not measure: headings, targets, focus, zoom, spacing, forced colors, mistakes."""

from playwright.sync_api import Page

from tests.journeys.hands import FOCUS
from tests.journeys.windows import DESKTOP, PHONE

ZOOMED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}  # 200 %
MOST_STOPS = 45  # of the Tab key on one page
HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter(one => one.checkVisibility() && one.innerText)  // Wagtail keeps empty ones at hand
  .map(one => [Number(one.tagName[1]), one.innerText])"""
# What is pressed or filled in is 44 px high; a box to tick has its label beside it.
SMALL = """() => [...document.querySelectorAll('.button, .act, main input, main select, textarea')]
  .filter(one => !location.pathname.startsWith('/admin/') || one.closest('.office'))
  .filter(one => one.checkVisibility() && !['hidden', 'checkbox', 'radio'].includes(one.type))
  .filter(one => one.getBoundingClientRect().height < 43.9)
  .map(one => one.outerHTML.slice(0, 120))"""
# The distances of WCAG 1.4.12, as a reader's own style sheet sets them.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
UNSPACED = "() => { document.adoptedStyleSheets = [] }"
CLIPPED = """() => [...document.querySelectorAll('main *, .hotline *, .site-header *, footer *')]
  .filter(one => one.checkVisibility() && !one.closest('.sr-only, .scroll, thead'))
  .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
  .filter(one => getComputedStyle(one).overflowX !== 'visible')
  .filter(one => !['INPUT', 'TEXTAREA', 'SELECT'].includes(one.tagName))
  .map(one => one.outerHTML.slice(0, 120))"""
# In forced colors a background is gone: what can be pressed keeps an edge.
EDGELESS = """() => [...document.querySelectorAll('.button:not(.link), .act')]
  .filter(one => !location.pathname.startsWith('/admin/') || one.closest('.office'))
  .filter(one => one.checkVisibility())
  .filter(one => {
    const style = getComputedStyle(one);
    const around = getComputedStyle(document.body).backgroundColor;
    return parseFloat(style.borderTopWidth) === 0 || style.borderTopColor === around
      || style.color === around;
  }).map(one => one.outerHTML.slice(0, 120))"""
# Each mistake: where its link leads, and whether the field says what is wrong with it.
MISTAKES = """() => [...document.querySelectorAll('.error-summary a')].map(link => {
  const field = document.getElementById(link.hash.slice(1));
  const told = field && (field.getAttribute('aria-describedby') || '')
    .concat(' ', field.closest('fieldset')?.getAttribute('aria-describedby') || '');
  return {
    says: link.innerText,
    leads: field !== null,
    told: !!told && told.split(' ').some(id => document.getElementById(id)?.matches('.errorlist')),
  };
})"""


def headings_in_order(page: Page) -> None:
    """One h1, and no level is left out on the way down."""
    levels = page.evaluate(HEADINGS)
    assert [level for level, _text in levels].count(1) == 1, (page.url, levels)
    for (above, _), (below, text) in zip(levels, levels[1:], strict=False):
        assert below <= above + 1, f"{page.url}: h{above}, then h{below} {text!r}"


def large_targets(page: Page) -> None:
    assert page.evaluate(SMALL) == [], page.url


def visible_focus(page: Page) -> None:
    """Tab stop by Tab stop: what has the focus is in sight and uncovered, and has a ring."""
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0) }")
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS, None)
        if stop["name"] == "nothing":
            return
        if stop["ours"]:
            assert stop["ring"], f"{page.url}: no ring around {stop['name']}"
            assert stop["seen"], f"{page.url}: out of sight: {stop['name']}"


def fits(page: Page, *, clipped: bool = True) -> None:
    """At 320 px, at 200 % zoom and with wide spacing nothing needs scrolling sideways."""
    for size in (PHONE, ZOOMED):
        page.set_viewport_size(size)
        fits_window(page, size["width"])
    page.set_viewport_size(PHONE)
    page.evaluate(SPACED)
    fits_window(page, PHONE["width"])
    if clipped:
        assert page.evaluate(CLIPPED) == [], page.url
    page.evaluate(UNSPACED)
    page.set_viewport_size(DESKTOP)


def fits_window(page: Page, width: int) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url}: {wide} px wide in a window of {width} px"


def edges_without_colors(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    assert page.evaluate(EDGELESS) == [], page.url
    page.emulate_media(forced_colors="none")


def mistakes_are_told(page: Page) -> None:
    """At the top, each linked to its field, which says it again."""
    page.locator(".error-summary").wait_for()
    found = page.evaluate(MISTAKES)
    assert found, f"{page.url}: no link in the summary of errors"
    assert [one for one in found if not (one["leads"] and one["told"])] == [], page.url
