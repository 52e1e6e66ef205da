"""The two ways out: a file per mail (trial and development), and SMTP."""

import os
import smtplib
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

END_OF_MESSAGE = b"\r\n.\r\n"


class EmlFileBackend(BaseEmailBackend):
    """Writes each mail as a file, exactly as it would go over the wire; the newest sorts last.

    A reader never sees half a mail: the file gets its name when it is whole.
    """

    def __init__(self, file_path: str | Path | None = None, **kwargs):
        super().__init__(**kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Writes the mails; returns how many. Raises OSError where the disk does not take them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message.message().as_bytes(linesep="\r\n"))
        return len(email_messages)

    def _write(self, content: bytes) -> None:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid.uuid4().hex[:8]}"
        unfinished = self.folder / f".{name}.tmp"
        try:
            unfinished.write_bytes(content)
            os.replace(unfinished, self.folder / f"{name}.eml")
        finally:
            unfinished.unlink(missing_ok=True)


class Unconfirmed(smtplib.SMTPServerDisconnected):
    """The whole mail was handed over, then the answer did not come: it may have arrived."""


class _TellsWhatWasHandedOver:
    """Knows whether a connection broke before or after the server had the whole mail."""

    # A server that scans a mail before it answers is slow here, and a timeout means a duplicate.
    # All steps of one sending together stay below the lease (mail/leases.py).
    answer_within = 25
    handed_over = False

    def send(self, s):
        super().send(s)
        if isinstance(s, bytes) and s.endswith(END_OF_MESSAGE):
            self.handed_over = True
            self.sock.settimeout(self.answer_within)

    def data(self, msg):
        self.handed_over = False
        usual = self.sock.gettimeout() if self.sock else None
        try:
            answer = super().data(msg)
        except OSError as error:  # every SMTPException is one
            if self.handed_over:
                raise Unconfirmed(str(error)) from error
            raise
        self.sock.settimeout(usual)
        return answer


class _Smtp(_TellsWhatWasHandedOver, smtplib.SMTP):
    pass


class _SmtpSsl(_TellsWhatWasHandedOver, smtplib.SMTP_SSL):
    pass


class SmtpBackend(EmailBackend):
    """Django's SMTP, which also tells a mail that may have arrived from one that did not."""

    @property
    def connection_class(self):
        return _SmtpSsl if self.use_ssl else _Smtp

    def drop(self) -> None:
        """Forgets a connection that is broken, without a farewell that would wait in vain."""
        for connection in (self.connection, self._partial_connection):
            if connection is not None:
                connection.close()
        self.connection = self._partial_connection = None
