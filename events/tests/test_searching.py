"""Words find each other however they are typed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import searching


def found(words: str, *texts: str) -> bool:
    return searching.finds(searching.query(words), texts)


@pytest.mark.parametrize("typed", ["LT-150", "lt150", "LT 150", "lt–150", "Lt.150"])
@pytest.mark.parametrize("written", ["LT-150", "lt150", "LT 150"])
def test_a_code_is_found_however_it_is_split(typed, written):
    assert found(typed, f"Course {written}: signals")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("signals", "signal"),
        ("signal", "signals"),
        ("classes", "a class"),
        ("agency", "all agencies"),
        ("agencies", "an agency"),
        ("nurses", "nurse"),
        ("churches", "church"),
        ("tráffic", "traffic"),
        ("traffic", "TRÁFFIC"),
        ("strasse", "Straße"),
        ("soren", "Søren"),
        ("httc", "H.T.T.C."),
        ("h.t.t.c.", "HTTC"),
        ("obrien", "O’Brien"),
        ("o'brien", "OBrien"),
        ("recog", "recognize"),
        ("ﬁre", "fire"),
        ("refer first", "First responder: recognize, refer"),
    ],
)
def test_what_a_person_means_is_found(typed, written):
    assert found(typed, written)


@pytest.mark.parametrize(
    ("typed", "written"),
    [("lt-151", "LT-150"), ("dog", "class"), ("nize", "recognize"), ("class dog", "a class")],
)
def test_what_is_not_there_is_not_found(typed, written):
    assert not found(typed, written)


def test_words_may_stand_in_different_texts():
    assert found("stadium citizens", "Kauffman Stadium", "Citizen class")


@given(st.text())
def test_any_text_is_read_and_finds_itself(text):
    assert searching.finds(searching.query(text), [text])


@given(st.text(), st.text())
def test_punctuation_and_nul_change_nothing(before, after):
    assert searching.words(f"{before} \0\"'%*() {after}") == searching.words(f"{before} {after}")


@given(st.lists(st.sampled_from("signal classes LT-150 Kansas tráffic".split()), min_size=1))
def test_order_and_case_do_not_matter(words):
    text = "Kansas traffic signals in class LT 150"
    assert found(" ".join(words).upper(), text) and found(" ".join(reversed(words)), text)


def test_a_megabyte_is_read_in_a_moment():
    began = time.process_time()
    searching.query("x1 " * 350_000)
    assert time.process_time() - began < 0.1
