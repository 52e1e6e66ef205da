"""One open line to the mail server, and what its refusals mean for a mail."""

import contextlib
import logging
import smtplib

from django.core.mail import EmailMessage, get_connection

from mail.backends import Unconfirmed

logger = logging.getLogger(__name__)

SERVICE_NOT_AVAILABLE = 421
TOO_BIG = 552


class NotSent(Exception):
    """Why a mail did not go, in words."""


class Refused(NotSent):
    """This mail will never be taken (5xx)."""


class NotNow(NotSent):
    """This mail may be taken later (4xx)."""


class LineLost(NotSent):
    """The connection is gone. `blame`: this mail may be the cause, so it counts as a try."""

    blame = False


class BlamedLineLost(LineLost):
    """It broke at the first mail after the connection was made."""

    blame = True


class MaybeSent(LineLost):
    """The server had the whole mail and did not say what became of it."""

    blame = True


class Line:
    """Sends mail after mail over one connection; `must_wait` says that the server is down."""

    def __init__(self) -> None:
        self.must_wait = False
        self.reason = ""
        self._backend = None
        self._sent = 0

    def open(self) -> bool:
        """Connects where it is not connected; False where the server cannot be reached."""
        if self._backend is not None:
            return True
        try:
            backend = get_connection()
            backend.open()
        except OSError as error:  # every SMTPException is one
            self.must_wait, self.reason = True, _words(error)
            logger.warning("The mail server cannot be reached: %s", self.reason)
            return False
        self._backend, self._sent = backend, 0
        return True

    def send(self, message: EmailMessage) -> None:
        """Hands over one mail; raises one of the exceptions above where it does not go."""
        try:
            taken = self._backend.send_messages([message])
        except OSError as error:
            raise self._meaning(error) from error
        except Exception as error:  # a provider's own kind of error
            raise NotNow(f"{type(error).__name__}: {error}"[:500]) from error
        if not taken:
            raise NotNow("The mail server took nothing.")
        self._sent += 1

    def close(self) -> None:
        """Says goodbye, as far as the server still listens."""
        if self._backend is not None:
            with contextlib.suppress(OSError):
                self._backend.close()
            self._backend = None

    def _meaning(self, error: OSError) -> NotSent:
        code, words = _code(error), _words(error)
        if isinstance(error, Unconfirmed):
            return self._lose(MaybeSent(words), wait=not self._sent)
        if code == SERVICE_NOT_AVAILABLE:
            return self._lose(LineLost(words), wait=not self._sent)
        if isinstance(error, smtplib.SMTPSenderRefused) and code >= 500 and code != TOO_BIG:
            # Our own address or our rights: no mail would go.
            return self._lose(BlamedLineLost(words), wait=True)
        if code >= 500 or isinstance(error, smtplib.SMTPNotSupportedError):
            return Refused(words)
        if code >= 400:
            return NotNow(words)
        # It closed, or timed out. After mails that went, that is a server that takes so many at
        # a time: the mail is tried anew over a new line and nothing is counted against it.
        lost = LineLost(words) if self._sent else BlamedLineLost(words)
        return self._lose(lost, wait=not self._sent)

    def _lose(self, lost: LineLost, *, wait: bool) -> LineLost:
        self.must_wait, self.reason = wait, str(lost)
        drop = getattr(self._backend, "drop", None)
        if drop:
            drop()
        self._backend = None
        return lost


def _code(error: OSError) -> int:
    """The reply code of the server, 0 where there was none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return getattr(error, "smtp_code", 0)


def _words(error: OSError) -> str:
    """The reply in one line: "550 5.1.1 No such mailbox"."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, reply = error.smtp_code, error.smtp_error
    else:
        return f"{type(error).__name__}: {error}"[:500]
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
    return " ".join(f"{code} {text}".split())[:500]
