"""A real IMAP server over TLS, Twisted's, in a process of its own: a folder whose files are the mails.

A mail that was marked as read gets a neighbour that ends with `.seen`; one whose name ends with `.broken` makes the
server hang up on whoever fetches it. Run as `python -m tests.builders.imap_server FOLDER CERTIFICATE`.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from twisted.internet import reactor
from twisted.internet.protocol import ServerFactory
from twisted.internet.ssl import DefaultOpenSSLContextFactory
from twisted.mail import imap4
from zope.interface import implementer

from tests.builders.https_server import LOOPBACK, certificate

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, PASSWORD = "sessions", "p@ss/word"


@dataclass
class Mailbox:
    """The folder that the server serves, and where it does."""

    folder: Path
    port: int = 0

    @property
    def url(self) -> str:
        return f"imaps://{USER}:p%40ss%2Fword@localhost:{self.port}/Answers"

    def put(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    @property
    def unread(self) -> list[str]:
        names = sorted(path.name for path in self.folder.iterdir())
        return [name for name in names if not name.endswith(".seen") and f"{name}.seen" not in names]


@contextmanager
def imap_server(folder: Path) -> Iterator[Mailbox]:
    command = [sys.executable, "-m", "tests.builders.imap_server", str(folder), str(certificate())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield Mailbox(folder, int(server.stdout.readline()))
        finally:
            server.terminate()


@implementer(imap4.IMessage, imap4.IMessageFile)
class Message:
    def __init__(self, path: Path, uid: int) -> None:
        self.path, self.uid = path, uid

    def getUID(self):  # noqa: N802
        return self.uid

    def getFlags(self):  # noqa: N802
        return ["\\Seen"] if seen(self.path).exists() else []

    def getSize(self):  # noqa: N802
        return self.path.stat().st_size

    def open(self):
        if self.path.name.endswith(".broken"):
            raise OSError(self.path)
        return self.path.open("rb")

    def getHeaders(self, negate, *names):  # noqa: N802
        return {}

    def isMultipart(self):  # noqa: N802
        return False


@implementer(imap4.IMailbox)
class Folder:
    """Its UIDs are a hundred more than the numbers, so that nobody takes one for the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def messages(self):
        paths = sorted(path for path in self.folder.iterdir() if path.suffix != ".seen")
        return [Message(path, 100 + number) for number, path in enumerate(paths, 1)]

    def fetch(self, messages, uid):
        known = self.messages()
        messages.last = known[-1].uid if known and uid else len(known)
        return [(no, each) for no, each in enumerate(known, 1) if (each.uid if uid else no) in messages]

    def store(self, messages, flags, mode, uid):
        found = dict(self.fetch(messages, uid))
        for each in found.values():
            seen(each.path).touch()
        return {no: each.getFlags() for no, each in found.items()}

    def getMessageCount(self):  # noqa: N802
        return len(self.messages())

    def getFlags(self):  # noqa: N802
        return ["\\Seen"]

    def getUIDValidity(self):  # noqa: N802
        return 1

    def getUID(self, message):  # noqa: N802
        return 100 + message

    def getUIDNext(self):  # noqa: N802
        return 101 + self.getMessageCount()

    def getRecentCount(self):  # noqa: N802
        return 0

    def isWriteable(self):  # noqa: N802
        return True

    def addListener(self, listener):  # noqa: N802
        """Nobody is told of news."""

    removeListener = addListener  # noqa: N815


def seen(path: Path) -> Path:
    return path.with_name(path.name + ".seen")


@implementer(IRealm)
class Realm:
    def __init__(self, folder: Path) -> None:
        self.account = imap4.MemoryAccount(USER)
        self.account.addMailbox("Answers", Folder(folder))

    def requestAvatar(self, avatar, mind, *interfaces):  # noqa: N802
        return imap4.IAccount, self.account, lambda: None


def main(folder: str, pem: str) -> None:
    checker = InMemoryUsernamePasswordDatabaseDontUse(**{USER: PASSWORD.encode()})
    portal = Portal(Realm(Path(folder)), [checker])

    class Factory(ServerFactory):
        def buildProtocol(self, address):  # noqa: N802
            server = imap4.IMAP4Server()
            server.portal = portal
            return server

    port = reactor.listenSSL(0, Factory(), DefaultOpenSSLContextFactory(pem, pem), interface=LOOPBACK)
    sys.stdout.write(f"{port.getHost().port}\n")
    sys.stdout.flush()
    reactor.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
