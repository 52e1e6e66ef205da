"""A real SMTP server on loopback that does as it is told: takes, refuses, hangs, hangs up."""

import asyncio
import contextlib
import email
import email.policy
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from tests.servers import free_port


@dataclass
class Received:
    """One mail as it came over the wire."""

    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class Sink:
    """Takes every mail, unless `script` says otherwise for an address.

    `script[address]` is used up one step a mail: "450 Busy" (the answer to RCPT), "data 554 Spam"
    (the answer to the mail), "hang" and "hang up" (at RCPT), "lost" (takes it, hangs up), "slow"
    (takes it, never answers). `always[address]` is a step that stays.
    """

    received: list[Received] = field(default_factory=list)
    script: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    always: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    each_takes: float = 0

    def start(self) -> "Sink":
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        return self

    def stop(self) -> None:
        self.controller.stop()

    @property
    def addresses(self) -> list[str]:
        """To whom, in the order in which they came."""
        return [mail.to for mail in self.received]

    def of(self, address: str) -> list[Received]:
        """What came for this address."""
        return [mail for mail in self.received if mail.to == address]

    def _step(self, address: str) -> str:
        if self.script[address]:
            return self.script[address].pop(0)
        return self.always.get(address) or self.always.get("*", "")

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.step = self._step(address)
        if envelope.step == "hang":
            await asyncio.sleep(60)
        if envelope.step == "hang up":
            server.transport.abort()
        if envelope.step[:1].isdigit():
            return envelope.step
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if envelope.step.startswith("data "):
            return envelope.step.removeprefix("data ")
        if self.each_takes:
            await asyncio.sleep(self.each_takes)
        self.received.append(Received(envelope.rcpt_tos[0], envelope.original_content))
        if envelope.step == "slow":
            await asyncio.sleep(60)
        if envelope.step == "lost":
            server.transport.abort()
        return "250 OK"


@contextlib.contextmanager
def greeter(greeting: bytes = b"") -> Iterator[int]:
    """The port of a server that says this and nothing else; with nothing to say it hangs."""
    talks: list[socket.socket] = []

    def answer() -> None:
        with contextlib.suppress(OSError):  # the end of the test closes the server
            while True:
                talk, _ = server.accept()
                talks.append(talk)
                talk.sendall(greeting)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    for talk in talks:
        talk.close()
