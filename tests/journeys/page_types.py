"""Every type of page there is: a line each. test_pages.py visits each of them in every mode.

A new page type is one line here; a state that the sample site lacks is one line in `states.py`.
`{academy}` is the address of an event of the sample, `{academy_office}` that of its desk,
`{place_citizen}` that of someone's registration.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from playwright.sync_api import Page

from tests.journeys.windows import follow

CITIZEN, OFFICER, NEWCOMER = (
    "citizen@example.org",
    "officer@blueriver.example",
    "newcomer@easternjackson.example",
)
COORDINATOR, ADMIN, KEYS = "coordinator@example.org", "admin@example.org", "chief@blueriver.example"
TRAINER, EDITOR = "trainer@example.org", "editor@example.org"
LONG_ADDRESS = f"{'interdisciplinary.' * 3}coordination@countersheriffsdepartment.example"
PASSWORD = "a long walk by the river"


@dataclass(frozen=True)
class PageType:
    """An address, who looks, how one gets to a state of it, and what its form says of mistakes."""

    name: str
    address: str
    who: str = ""
    steps: Callable[[Page], None] | None = None  # what is done on the page before it is looked at
    error: str = ""  # the button whose press on the empty form shows the mistakes
    status: int = 200

    def __str__(self) -> str:
        return self.name

    @property
    def in_office(self) -> bool:
        """Whether Wagtail's frame is around it."""
        return self.address.startswith("/admin/") or "_office}" in self.address


def asks_for_code(page: Page) -> None:
    """From the sign-in to the page that asks for the code."""
    page.get_by_label("E-mail address").fill(LONG_ADDRESS)
    follow(page.get_by_role("button", name="Mail me a code"))
    assert "/code/confirm/" in page.url


def asks_for_reset(page: Page) -> None:
    """From the forgotten password to the page that asks for the code."""
    page.locator("#id_email").fill(LONG_ADDRESS)
    follow(page.locator("main form button[type=submit]").first)
    assert page.get_by_label("Code").is_visible()


def changes_email(page: Page) -> None:
    """To the page that asks for the code of a new address."""
    page.locator("#id_email").fill("new@example.org")
    follow(page.locator("main form button[type=submit]").first)
    assert "/confirm-email/" in page.url


def signs_in(page: Page) -> None:
    """From the sign-in by code to the page that asks for the second step."""
    page.goto("/accounts/login/password/")
    page.get_by_label("E-mail address").fill(KEYS)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    assert "/2fa/authenticate/" in page.url


def asks_again(page: Page) -> None:
    """To the page that asks who is signed in for a code."""
    follow(page.get_by_role("button", name="Mail me a code"))
    assert page.get_by_label("Code").is_visible()


def has_no_name(page: Page) -> None:
    """Empties the fields that hold what is known."""
    page.get_by_label("Given name").fill("")
    page.get_by_label("Family name").fill("")


def has_left(page: Page) -> None:
    """Back on a page for people in need, soon after leaving the site."""
    closed = {"name": settings.CLOSED_COOKIE_NAME, "value": "1", "url": page.url}
    page.context.add_cookies([closed])
    page.reload()


def reviews_many(page: Page) -> None:
    """From a roster to the review of what is done for everyone on it."""
    page.get_by_label("For whom").last.select_option("page")
    follow(page.get_by_role("button", name="Give their places back"))
    assert "/bulk/" in page.url


def writes_to_many(page: Page) -> None:
    """From the groups of an event to the words of the mail."""
    follow(page.get_by_role("button", name="Write the mail"))
    assert "/bulk/" in page.url


def reviews_letter(page: Page) -> None:
    """From the groups of an event to the mail as it will be read."""
    writes_to_many(page)
    page.get_by_label("Subject").fill("Where to park")
    page.get_by_label("Text").fill("Lot M is full. Please park in lot C.")
    follow(page.get_by_role("button", name="Look at the mail"))
    assert page.get_by_role("heading", name="What they read").is_visible()


def lists_with_problems(page: Page) -> None:
    """A pasted list of which a line cannot be read."""
    page.get_by_label("Or paste a list").fill("Ada, not an address, police\nBo Rivera, astronaut")
    follow(page.get_by_role("button", name="Look at it first"))
    assert page.get_by_role("alert").first.is_visible()


def reviews_list(page: Page) -> None:
    """A pasted list, and what would come of each of it."""
    lines = "Ada Rivera, ada@blueriver.example, police\nBo Quiet, police"
    page.get_by_label("Or paste a list").fill(lines)
    follow(page.get_by_role("button", name="Look at it first"))
    assert page.get_by_role("heading", name="Register these people?").is_visible()


PUBLIC = [
    PageType("home", "/"),
    PageType("events", "/events/"),
    PageType("events-month", "/events/?view=month"),
    PageType("events-none", "/events/?q=basket+weaving"),
    PageType("event", "{academy}"),
    PageType("event-few-seats", "{few}"),
    PageType("event-full", "{full}"),
    PageType("event-closed", "{closed}"),
    PageType("event-not-open", "{soon}"),
    PageType("event-held", "{held}"),
    PageType("event-cancelled", "{cancelled}"),
    PageType("event-postponed", "{postponed}"),
    PageType("event-unlisted", "{unlisted}"),
    PageType("event-online", "{online}"),
    PageType("event-several-days", "{mornings}"),
    PageType("register", "{academy}register/", error="Take my seat"),
    PageType("register-citizen", "{stadium}register/", error="Take my seat"),
    PageType("register-line", "{full}register/", error="Join the waiting list"),
    PageType("refused-closed", "{closed}register/"),
    PageType("refused-not-open", "{soon}register/"),
    PageType("refused-cancelled", "{cancelled}register/"),
    PageType("courses", "/courses/"),
    PageType("course", "/courses/citizen-class/"),
    PageType("standard-page", "/about/"),
    PageType("news", "/news/"),
    PageType("news-page", "/news/truck-stop-week/"),
    PageType("help", "/help/"),
    PageType("help-leaving", "/help/leaving/"),
    PageType("help-closed", "/help/", steps=has_left),
    PageType("mailbox", "/mailbox/"),
]
PLACES = [
    PageType("event-mine", "{mornings}", CITIZEN),
    PageType("register-known", "{stadium}register/", OFFICER),
    PageType("mine", "/registrations/", CITIZEN),
    PageType("mine-none", "/registrations/", KEYS),
    PageType("place", "{place_citizen}", CITIZEN),
    PageType("place-in-line", "{place_officer}", OFFICER),
    PageType("place-checked", "{place_newcomer}", NEWCOMER),
    PageType("place-off", "{place_off}", OFFICER),
    PageType("give-back", "{place_citizen}cancel/", CITIZEN),
    PageType("leave-line", "{place_officer}cancel/", OFFICER),
    PageType("nothing-to-give-back", "{place_off}cancel/", OFFICER),
    PageType("still-coming", "{place_citizen}still-coming/", CITIZEN),
]
ACCOUNT = [
    PageType("login", "/accounts/login/", error="Mail me a code"),
    PageType("login-password", "/accounts/login/password/", error="Sign in"),
    PageType("login-code", "/accounts/login/", steps=asks_for_code, error="Check the code"),
    PageType("login-second-step", "/accounts/login/", steps=signs_in, error="Sign in"),
    PageType("signup", "/accounts/signup/", error="Mail me a code"),
    PageType("password-reset", "/accounts/password/reset/", error="Mail me a code"),
    PageType("password-reset-code", "/accounts/password/reset/", steps=asks_for_reset),
    PageType("account", "/accounts/", CITIZEN),
    PageType("account-mistakes", "/accounts/", CITIZEN, steps=has_no_name, error="Save"),
    PageType("email", "/accounts/email/", CITIZEN, error="Change my address"),
    PageType(
        "email-code", "/accounts/email/", TRAINER, steps=changes_email, error="Check the code"
    ),
    PageType("password-set", "/accounts/password/set/", CITIZEN, error="Set my password"),
    PageType("second-step", "/accounts/2fa/", CITIZEN),
    PageType("second-step-set-up", "/accounts/2fa/", KEYS),
    PageType("app-add", "/accounts/2fa/totp/activate/", CITIZEN, error="Add the app"),
    PageType("app-remove", "/accounts/2fa/totp/deactivate/", KEYS),
    PageType("codes", "/accounts/2fa/recovery-codes/", KEYS),
    PageType("codes-make", "/accounts/2fa/recovery-codes/generate/", KEYS),
    PageType("passkeys", "/accounts/2fa/webauthn/", CITIZEN),
    PageType("passkey-add", "/accounts/2fa/webauthn/add/", CITIZEN),
    PageType("prove", "/accounts/reauthenticate/code/", CITIZEN),
    PageType("prove-code", "/accounts/reauthenticate/code/", CITIZEN, steps=asks_again),
    PageType("prove-app", "/accounts/2fa/reauthenticate/", KEYS, error="Go on"),
    PageType("sessions", "/accounts/sessions/", CITIZEN),
    PageType("logout", "/accounts/logout/", CITIZEN),
]
OFFICE = [
    PageType("office-home", "/admin/", COORDINATOR),
    PageType("office-admin", "/admin/", ADMIN),
    PageType("office-not-here", "/admin/nowhere/", COORDINATOR, status=404),
    PageType("office-events", "/admin/event/", COORDINATOR),
    PageType("office-registrations", "/admin/registration/", COORDINATOR),
    PageType("office-venues", "/admin/venue/", COORDINATOR),
    PageType("office-mail", "/admin/outgoingemail/", COORDINATOR),
    PageType("office-event", "{academy_office}", COORDINATOR),
    PageType("office-event-full", "{full_office}", COORDINATOR),
    PageType("office-event-cancelled", "{cancelled_office}", COORDINATOR),
    PageType("office-history", "{academy_office}history/", COORDINATOR),
    PageType("office-seats", "{academy_office}seats/", COORDINATOR),
    PageType("office-close", "{academy_office}close/", COORDINATOR),
    PageType("office-reschedule", "{academy_office}reschedule/", COORDINATOR),
    PageType("office-postpone", "{academy_office}postpone/", COORDINATOR, error="Review it"),
    PageType("office-cancel", "{academy_office}cancel/", COORDINATOR),
    PageType("office-copy", "{academy_office}copy/", COORDINATOR),
    PageType("office-add", "{academy_office}add/", COORDINATOR),
    PageType("office-add-new", "{academy_office}add/new/", COORDINATOR),
    PageType("office-decline", "{checked_office}decline/", COORDINATOR),
    PageType("office-give-back", "{checked_office}give-back/", COORDINATOR),
    PageType("office-rename", "{checked_office}rename/", COORDINATOR),
    PageType("office-place", "{checked_office}", COORDINATOR),
    PageType("office-place-held", "{noted_office}", COORDINATOR),
    PageType("office-attendance", "{attended_office}attendance/", COORDINATOR),
    PageType("office-attendance-none", "{held_office}attendance/", COORDINATOR),
    PageType("office-attendance-ahead", "{academy_office}attendance/", COORDINATOR),
    PageType("office-bulk-review", "{academy_office}", COORDINATOR, steps=reviews_many),
    PageType("office-write", "{academy_office}write/", COORDINATOR),
    PageType(
        "office-write-words",
        "{academy_office}write/",
        COORDINATOR,
        steps=writes_to_many,
        error="Look at the mail",
    ),
    PageType("office-write-letter", "{mornings_office}write/", COORDINATOR, steps=reviews_letter),
    PageType("office-export", "{academy_office}export/", COORDINATOR),
    PageType("office-export-log", "/admin/export/", ADMIN),
    PageType("office-settings", "/admin/settings/cms/sitesettings/", EDITOR),
    PageType("office-courses", "/admin/course/", COORDINATOR),
    PageType("office-trainers", "/admin/trainer/", COORDINATOR),
    PageType("office-organizations", "/admin/organization/", COORDINATOR),
    PageType("office-boards", "/admin/board/", COORDINATOR),
    PageType("office-credit", "/admin/creditapproval/", COORDINATOR),
]
DESK = [
    PageType("desk", "{desk}", KEYS),
    PageType("desk-people", "{desk}people/", KEYS),
    PageType("desk-person", "{desk_person}", KEYS),
    PageType("desk-departed", "{desk_person}departed/", KEYS),
    PageType("desk-invite", "{desk}invite/", KEYS, error="Mail the link"),
    PageType("desk-code", "{desk}code/", KEYS),
    PageType("desk-attendance", "{desk}attendance/", KEYS),
    PageType("desk-event", "{desk_event}", KEYS),
    PageType("desk-enroll", "{desk_event}register/", KEYS, error="Look at it first"),
    PageType("desk-enroll-problems", "{desk_event}register/", KEYS, steps=lists_with_problems),
    PageType("desk-enroll-review", "{desk_event}register/", KEYS, steps=reviews_list),
    PageType("desk-hold", "{desk_event}hold/", KEYS, error="Hold them"),
    PageType("desk-substitute", "{desk_place}substitute/", KEYS, error="Swap them"),
    PageType("desk-move", "{desk_place}move/", KEYS, error="Move to this date"),
    PageType("desk-give-back", "{desk_place}give-back/", KEYS),
    PageType("desk-link-over", "/agency/decide/made-up/", status=404),
    PageType("work", "/accounts/work/", OFFICER, error="Say that I work there"),
    PageType("work-none", "/accounts/work/", CITIZEN, error="Use this code"),
    PageType("work-checked", "/accounts/work/", NEWCOMER),
    PageType("work-document", "{work_newcomer}document/", NEWCOMER, error="Send it"),
    PageType("work-unit", "{work_newcomer}unit/", NEWCOMER),
    PageType("work-leave", "{work_newcomer}leave/", NEWCOMER),
    PageType("work-link-over", "/accounts/work/renew/made-up/", status=404),
]
OFFICE += [
    PageType("office-verify", "/admin/verify/", COORDINATOR),
    PageType("office-agency", "{agency_office}", COORDINATOR),
    PageType("office-agency-suspend", "{agency_office}suspend/", COORDINATOR),
    PageType("office-agency-merge", "{agency_office}merge/", COORDINATOR),
    PageType("office-agencies", "/admin/agency/", COORDINATOR),
    PageType("office-professions", "/admin/profession/", COORDINATOR),
    PageType("office-questions", "{academy_office}questions/", COORDINATOR),
    PageType("office-question-add", "{academy_office}questions/add/", COORDINATOR, error="Ask it"),
    PageType("office-questions-try", "{academy_office}questions/preview/", COORDINATOR),
    PageType("office-needs", "/admin/needs/", COORDINATOR),
    PageType("office-same", "/admin/same/", COORDINATOR),
]
ERROR_PAGES = ["400", "403", "403_csrf", "404", "429", "500", "503"]
PAGE_TYPES = PUBLIC + PLACES + ACCOUNT + DESK + OFFICE
