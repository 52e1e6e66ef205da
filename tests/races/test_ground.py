"""The ground of the races: real processes, one committed database, a true barrier."""

import json
import os
import time

from accounts.models import User
from tests.clients import Client, barrage
from tests.forms import main_form
from tests.people import create_user, sign_in


def test_two_worker_processes_answer(web):
    assert len(web.children) == 2
    assert Client(web.url).get("/healthz").text == "ok\n"


def test_the_server_reads_what_the_test_committed(web):
    user = create_user(email="chief@example.org", superuser=True)
    page = Client(web.url, session=sign_in(user)).get("/admin/account/")
    assert page.status == 200
    assert "chief@example.org" in page.text


def test_a_stranger_is_sent_to_the_one_door(web):
    assert "/accounts/login/" in Client(web.url).get("/admin/").url


def test_the_barrier_releases_all_processes_together(web):
    def act(prepared):
        began = time.monotonic()
        return os.getpid(), began, Client(web.url).get("/healthz").status

    def prepare(index):
        time.sleep(index / 10)

    results = barrage(20, act, prepare=prepare)
    pids, starts, statuses = zip(*results, strict=True)
    assert len(set(pids)) == 20
    assert set(statuses) == {200}
    assert max(starts) - min(starts) < 1  # they were ready 1.9 s apart


def test_readyz_says_what_is_missing(web):
    page = Client(web.url).get("/readyz")
    assert page.status == 503
    assert json.loads(page.text) == {"database": True, "worker": False, "clock": False}


def test_a_committed_test_leaves_nothing_behind(transactional_db):
    assert User.objects.count() == 0


def test_a_form_is_filled_in_like_a_browser_would():
    page = """<form method="post" action="/leave/"><input name="other"></form><main>
    <form method="post" action="?next=/a/"><input type="hidden" name="token" value="t">
    <input name="name" value="Ada"><input type="checkbox" name="agree">
    <select name="zone"><option value="a">A<option value="b" selected>B</select>
    <textarea name="note">hello</textarea><button name="go">Go</button></form></main>"""
    form = main_form(page)
    assert form.action == "?next=/a/"
    assert form.fields == {"token": "t", "name": "Ada", "zone": "b", "note": "hello"}
    assert main_form(page, "other").action == "/leave/"
