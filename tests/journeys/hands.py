"""How a person uses a page: with a mouse, by keyboard alone, or without JavaScript.

A journey says what is done ("follow this link"); the hands do it their way.
"""

from playwright.sync_api import Locator, Page

from tests.journeys.looks import OURS, look
from tests.journeys.windows import PATIENCE_MS, Windows

MOST_TABS = 250
# What the person sees of the element that has the focus, and whether it is the one looked for.
FOCUS = """async target => {
  const el = document.activeElement;
  if (!el || el === document.body) return {here: false, ours: false, name: 'nothing'};
  const seen = () => {
    const box = el.getClientRects()[0] || el.getBoundingClientRect();
    const top = Math.max(box.top, 0), end = Math.min(box.bottom, innerHeight);  // of a tall one
    const middle = box.height > innerHeight ? (top + end) / 2 : box.top + box.height / 2;
    const hit = document.elementFromPoint(box.left + box.width / 2, middle);
    return hit !== null && (el.contains(hit) || hit.contains(el));
  };
  const ring = node => {
    const style = getComputedStyle(node);
    const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return outline || style.boxShadow !== 'none';
  };
  // Wagtail's frame scrolls smoothly to what has the focus.
  for (let wait = 0; !seen() && wait < 40; wait++) await new Promise(go => setTimeout(go, 50));
  const card = el.closest('.event-card');
  return {
    here: el === target,
    ours: !location.pathname.startsWith('/admin/') || !!el.closest('.office'),
    ring: ring(el) || (card !== null && ring(card)),
    seen: seen(),
    name: el.outerHTML.slice(0, 160),
  };
}"""


class Hands:
    """With a mouse; axe looks over every page they `look` at."""

    javascript = True

    def __init__(self, windows: Windows, email: str = ""):
        self.page: Page = windows(email, javascript=self.javascript)

    def open(self, address: str) -> None:
        """Opens an address: a bookmark, or a link in a mail."""
        self.page.goto(address)

    def follow(self, link: str | Locator) -> None:
        """Goes where a link of the page leads: its text, or the link itself."""
        self._go(self._named("link", link))

    def press(self, button: str | Locator) -> None:
        """Presses a button, which leads to another page."""
        self._go(self._named("button", button))

    def write(self, label: str, text: str) -> None:
        """Writes into an empty field."""
        self._fill(self._labelled(label), text)

    def tick(self, label: str) -> None:
        """Ticks a box."""
        self._tick(self._labelled(label))

    def pick(self, label: str) -> None:
        """Picks one of a few round buttons."""
        self._pick(self._labelled(label))

    def choose(self, label: str, option: str) -> None:
        """Chooses from a list."""
        self._choose(self._labelled(label), option)

    def an_hour_later(self, label: str) -> None:
        """Moves the first clock with this label by an hour."""
        self._an_hour_later(self._labelled(label))

    def write_moment(self, label: str, moment: str) -> None:
        """Writes "2027-03-01T09:00" into the first clock with this label."""
        self._write_moment(self._labelled(label), moment)

    def heading(self) -> str:
        """What the page says first."""
        return self._part("h1").first.inner_text()

    def text(self) -> str:
        """Everything the page says; no-break spaces as plain ones."""
        return self.page.locator("main").first.inner_text().replace("\xa0", " ")

    def look(self, name: str) -> None:
        """Axe and a picture; in the back office only of what is ours."""
        look(self.page, name, within=OURS if self._in_office() else "")

    def _in_office(self) -> bool:
        return "/admin/" in self.page.url

    def _part(self, selector: str) -> Locator:
        return self.page.locator(OURS if self._in_office() else "main").locator(selector)

    def _named(self, role: str, name: str | Locator) -> Locator:
        if isinstance(name, Locator):
            return name.first
        return self._part(":scope").get_by_role(role, name=name).first

    def _labelled(self, label: str) -> Locator:
        return self._part(":scope").get_by_label(label).first

    def _go(self, target: Locator) -> None:
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            self._activate(target)

    def _activate(self, target: Locator) -> None:
        target.click()

    def _fill(self, field: Locator, text: str) -> None:
        field.fill(text)

    def _tick(self, box: Locator) -> None:
        box.check()

    def _pick(self, button: Locator) -> None:
        button.check()

    def _choose(self, field: Locator, option: str) -> None:
        field.select_option(label=option)

    def _an_hour_later(self, clock: Locator) -> None:
        day, hour, minute = clock.input_value()[:10], *clock.input_value()[11:16].split(":")
        clock.fill(f"{day}T{int(hour) + 1:02}:{minute}")

    def _write_moment(self, clock: Locator, moment: str) -> None:
        clock.fill(moment)


class WithoutScript(Hands):
    """With a mouse, in a browser that runs no JavaScript (axe would hang there)."""

    javascript = False

    def look(self, name: str) -> None:
        """Nothing: axe needs JavaScript."""


class Keyboard(Hands):
    """With Tab, Enter, Space, arrows and letters alone; wherever the focus goes, it shows."""

    def look(self, name: str) -> None:
        """Nothing: the mouse has seen the same page."""

    def reach(self, target: Locator) -> None:
        """Tabs on until `target` has the focus."""
        target.wait_for()
        handle = target.element_handle()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS, handle)
            if focus["ours"]:
                assert focus["ring"], f"{self.page.url}: no focus ring on {focus['name']}"
                assert focus["seen"], f"{self.page.url}: the focus is hidden: {focus['name']}"
            if focus["here"]:
                return
        raise AssertionError(f"{self.page.url}: Tab does not lead to {target}")

    def _activate(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def _fill(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.type(text)

    def _tick(self, box: Locator) -> None:
        self.reach(box)
        self.page.keyboard.press("Space")
        assert box.is_checked()

    def _pick(self, button: Locator) -> None:
        """Tab leads to the one that is picked, the arrows to the others."""
        group = self._part(f"[name={button.get_attribute('name')}]")
        self.reach(group.and_(self.page.locator(":checked")))
        for _ in range(group.count()):
            if button.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert button.is_checked()

    def _choose(self, field: Locator, option: str) -> None:
        self.reach(field)
        self.page.keyboard.type(option)
        chosen = field.evaluate("field => field.selectedOptions[0].label")
        assert chosen == option

    def _an_hour_later(self, clock: Locator) -> None:
        """The box has six parts: month, day, year, hour, minute, a.m. or p.m."""
        self.reach(clock)
        for _ in range(3):
            self.page.keyboard.press("ArrowRight")
        self.page.keyboard.press("ArrowUp")

    def _write_moment(self, clock: Locator, moment: str) -> None:
        day, time = moment.split("T")
        year, month, number = day.split("-")
        hour, minute = time.split(":")
        self.reach(clock)
        self.page.keyboard.type(f"{month}{number}{year}")
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.type(f"{int(hour) % 12 or 12:02}{minute}")
        self.page.keyboard.type("P" if int(hour) >= 12 else "A")
        assert clock.input_value() == moment


MANNERS = {"mouse": Hands, "keyboard": Keyboard, "no-script": WithoutScript}
