"""Reads the mails that a site with DEBUG on leaves as files, as their receiver would."""

import email
import email.policy
import re
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

CODE = re.compile(r"\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b")
LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Letter:
    """One mail: its parts as text, the sign-in code, links and calendar it carries."""

    message: EmailMessage

    @property
    def subject(self) -> str:
        return self.message["Subject"]

    @property
    def text(self) -> str:
        return self._part("plain").replace("\xa0", " ")

    @property
    def html(self) -> str:
        return self._part("html").replace("\xa0", " ")

    @property
    def ics(self) -> str:
        """The calendar, "" where the mail carries none."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                return part.get_payload(decode=True).decode()
        return ""

    @property
    def code(self) -> str:
        """The sign-in code, "" where the mail carries none."""
        found = CODE.search(self.text)
        return found.group() if found else ""

    @property
    def links(self) -> list[str]:
        """Every address in the text, in order."""
        return [link.rstrip(".,)") for link in LINK.findall(self.text)]

    def link(self, containing: str) -> str:
        """The first link that contains this; fails where none does."""
        for link in self.links:
            if containing in link:
                return link
        raise AssertionError(f"no link with {containing!r} in:\n{self.text}")

    def _part(self, kind: str) -> str:
        body = self.message.get_body([kind])
        return body.get_content() if body else ""


class Mailbox:
    """The folder of `.eml` files; each letter is handed out once."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.read: set[str] = set()

    def letters(self, to: str) -> list[Letter]:
        """All that came for this address, oldest first, read or not."""
        return [letter for _, letter in self._for(to)]

    def next(self, to: str, subject: str = "", wait: float = 30) -> Letter:
        """The newest unread letter to this address whose subject contains `subject`.

        Waits up to `wait` seconds for it; older unread letters to the address count as read.
        """
        until = time.monotonic() + wait
        while True:
            found = [(name, mail) for name, mail in self._for(to) if name not in self.read]
            fitting = [(name, mail) for name, mail in found if subject in mail.subject]
            if fitting:
                last = fitting[-1][0]
                self.read.update(name for name, _ in found if name <= last)
                return fitting[-1][1]
            if time.monotonic() > until:
                there = [mail.subject for _, mail in found]
                raise AssertionError(f"no mail {subject!r} to {to} in {wait} s; unread: {there}")
            time.sleep(0.1)

    def empty(self) -> None:
        """Throws every letter away."""
        for path in self.folder.glob("*.eml"):
            path.unlink()
        self.read.clear()

    def _for(self, to: str) -> list[tuple[str, Letter]]:
        found = []
        for path in sorted(self.folder.glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if to.lower() in str(message["To"]).lower():
                found.append((path.name, Letter(message)))
        return found
