"""Words as people type them, folded so that they find each other. Pure text: no database's own
idea of a word comes in, so that every database gives the same answers."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

MOST = 200  # characters of a query; what is longer is no question that a person typed
# Letters that are one sign in Unicode but two, or a plain one, on another keyboard.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}")  # H.T.T.C. is HTTC
_APOSTROPHES = re.compile("['’‘`´]")
_WORD = re.compile(r"\d+|[^\W\d_]+")  # LT-150, lt150 and LT 150 are two words each


def words(text: str) -> list[str]:
    """The words of `text`, in order: small letters without accents, numbers apart from letters."""
    text = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", text)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).translate(_PLAIN)
    return _WORD.findall(_APOSTROPHES.sub("", text.casefold()))


def singular(word: str) -> str:
    """A light fold of English plurals: signals, classes, agencies."""
    if len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def query(text: str) -> list[str]:
    """What is looked for: the folded words of the first MOST characters."""
    return [singular(word) for word in words(text[:MOST])]


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """Every word of `text` once, as it stands and in the singular, each after a space.

    Kept: the texts of a catalogue are few, and each search looks into all of them.
    """
    found = {}
    for word in words(text):
        found[word] = found[singular(word)] = None
    return " ".join(["", *found])


def finds(wanted: Sequence[str], texts: Iterable[str]) -> bool:
    """Whether each word of `wanted` begins a word of one of `texts`."""
    hay = "".join(map(_folded, texts))
    return all(f" {word}" in hay for word in wanted)
