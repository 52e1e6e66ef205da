"""Staff screens of courses, trainers and organizations."""

import pytest

from courses.models import Board, Course, CreditApproval, Organization, Trainer
from tests.people import create_user

pytestmark = pytest.mark.django_db
QUERIES_OF_THE_LIST = 11


def course_form(**fields) -> dict[str, str]:
    values = {
        "title": "See it, report it",
        "slug": "see-it",
        "summary": "Two sentences.",
        "objectives": "Know the signs",
        "audience": "citizens",
        "agenda-TOTAL_FORMS": "2",
        "agenda-INITIAL_FORMS": "0",
        "agenda-0-title": "Signs",
        "agenda-0-minutes": "60",
        "agenda-0-instructional": "on",
        "agenda-0-ORDER": "2",
        "agenda-1-title": "Check-in",
        "agenda-1-minutes": "30",
        "agenda-1-ORDER": "1",
    }
    return values | fields


def test_a_course_is_made_with_its_agenda_in_order(office):
    assert office.get("/admin/course/new/").status_code == 200
    assert office.post("/admin/course/new/", course_form()).status_code == 302
    course = Course.objects.get()
    assert [item.title for item in course.agenda.all()] == ["Check-in", "Signs"]
    assert course.instructional_minutes == 60
    refused = office.post("/admin/course/new/", course_form(title=""))
    assert refused.status_code == 200
    assert Course.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_course_list_asks_as_often_for_1_and_for_3(office, rows, django_assert_num_queries):
    for number in range(rows):
        provider = Organization.objects.create(name=f"Provider {number}")
        Course.objects.create(title=f"Course {number}", slug=f"c{number}", provider=provider)
    office.get("/admin/course/")
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        page = office.get("/admin/course/").content.decode()
    assert page.count("Provider") >= rows


def test_trainers_and_organizations_are_made_and_found(office):
    office.post("/admin/trainer/new/", {"display_name": "Dana Whitlock", "biography": "Teaches."})
    office.post("/admin/organization/new/", {"name": "H.T.T.C.", "statement": "", "website": ""})
    assert Trainer.objects.get().display_name == "Dana Whitlock"
    assert Organization.objects.get().name == "H.T.T.C."
    for kind, words, found in (
        ("trainer", "dana", "Dana Whitlock"),
        ("organization", "h.t", "H.T.T.C."),
    ):
        assert found in office.get(f"/admin/{kind}/", {"q": words}).content.decode()
        assert found not in office.get(f"/admin/{kind}/results/", {"q": "zzz"}).content.decode()


def test_a_board_and_an_approval_with_its_categories_are_made(office):
    course = Course.objects.create(title="Responder", slug="responder", audience="responders")
    board = {"name": "CPOST", "region": "Kansas", "minutes_per_hour": "50", "step": "0.1"}
    assert office.post("/admin/board/new/", board).status_code == 302
    assert "this value is less than or equal to 60" in (
        office.post("/admin/board/new/", board | {"minutes_per_hour": "90"}).content.decode()
    )
    form = {
        "course": course.pk,
        "board": Board.objects.get().pk,
        "number": "SAMPLE-1",
        "underwriter": "",
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
        "shares-TOTAL_FORMS": "2",
        "shares-INITIAL_FORMS": "0",
        "shares-MIN_NUM_FORMS": "1",
        "shares-0-category": "Legal",
        "shares-0-minutes": "80",
        "shares-1-category": "Technical",
        "shares-1-minutes": "140",
    }
    assert office.get("/admin/creditapproval/new/").status_code == 200
    wrong = office.post("/admin/creditapproval/new/", form | {"valid_until": "2025-12-31"})
    assert "The last day must not come before the first." in wrong.content.decode()
    assert office.post("/admin/creditapproval/new/", form).status_code == 302
    assert CreditApproval.objects.get().minutes == 220
    assert "SAMPLE-1" in office.get("/admin/creditapproval/", {"q": "cpost"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_approvals_asks_as_often_for_1_and_for_3(
    office, rows, django_assert_num_queries
):
    course = Course.objects.create(title="Responder", slug="responder", audience="responders")
    for number in range(rows):
        board = Board.objects.create(name=f"Board {number}", region="Kansas")
        days = {"valid_from": "2026-01-01", "valid_until": "2026-12-31"}
        CreditApproval.objects.create(course=course, board=board, number=f"N-{number}", **days)
    office.get("/admin/creditapproval/")
    with django_assert_num_queries(QUERIES_OF_THE_LIST + 1):
        page = office.get("/admin/creditapproval/").content.decode()
    assert page.count("N-") >= rows


def test_coordinators_delete_none_of_them(office):
    course = Course.objects.create(title="Course", slug="course")
    assert office.post(f"/admin/course/delete/{course.pk}/").status_code == 302
    assert Course.objects.count() == 1


def test_what_is_in_use_is_not_deleted_and_says_so(client, settings):
    settings.DEBUG = True
    client.force_login(create_user(email="admin@example.org", superuser=True))
    provider = Organization.objects.create(name="H.T.T.C.")
    course = Course.objects.create(title="Course", slug="course", provider=provider)
    answer = client.post(f"/admin/organization/delete/{provider.pk}/", follow=True)
    assert "H.T.T.C. is in use, so it cannot be deleted." in answer.content.decode()
    client.post(f"/admin/course/delete/{course.pk}/")
    client.post(f"/admin/organization/delete/{provider.pk}/")
    assert (Course.objects.count(), Organization.objects.count()) == (0, 0)
