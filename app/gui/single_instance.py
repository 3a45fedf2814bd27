"""One window per user: a second start raises the first one's and ends."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QThread, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.paths import cache_dir

_log = logging.getLogger(__name__)

_RAISE = b"raise\n"
_MOST_BYTES = 64
_TALK_MS = 1000
_TRIES = 10
_TRY_AGAIN_MS = 100
_LONGEST_SOCKET_PATH = 100  # bytes; systems end it at 104 to 108


class SingleInstance(QObject):
    """Holds the place of the one running window.

    The lock says who is first, a local socket (no network; only this user may connect) carries the
    request. The socket listens as soon as the lock is held, so a lock whose holder cannot be
    reached is left over from a crash and is taken over.

    Args:
        name: Of the program, fit for a file name.
        folder: Of lock and socket; None for the user's cache folder.
        parent: Qt parent.
    """

    raise_asked = Signal()
    """A second start wants the first window in front."""

    def __init__(self, name: str, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder or cache_dir()
        self._address = _address(name, self._folder)
        self._lock = QLockFile(str(self._folder / f"{name}.lock"))
        self._lock.setStaleLockTime(0)  # old is not stale: only the holder's death makes it so
        self._server: QLocalServer | None = None

    def acquire(self) -> bool:
        """Takes the place, or asks its holder to come to the front. Blocks for a second at most.

        Returns:
            True for the first start, which goes on; False when another one was asked to raise its
            window and this one should end.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        for _ in range(_TRIES):
            if self._take():
                return True
            if self._ask_to_raise():
                return False
            QThread.msleep(_TRY_AGAIN_MS)  # the holder may be between its lock and its socket
        _log.warning("the lock %s is left over: taking it", self._lock.fileName())
        self._lock.removeStaleLockFile()
        return self._take() or not self._ask_to_raise()

    def close(self) -> None:
        """Gives the place up; does nothing the second time."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _take(self) -> bool:
        if self._lock.tryLock(0):
            self._listen()
            return True
        if self._lock.error() is QLockFile.LockError.LockFailedError:
            return False
        _log.warning("no lock in %s: a second start will not be noticed", self._folder)
        return True

    def _listen(self) -> None:
        QLocalServer.removeServer(self._address)  # left over from a crash: the lock is ours
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._accept)
        if not server.listen(self._address):
            _log.warning("a second start cannot reach this one: %s", server.errorString())
        self._server = server

    def _ask_to_raise(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(_TALK_MS):
            return False
        socket.write(_RAISE)
        sent = socket.bytesToWrite() == 0 or socket.waitForBytesWritten(_TALK_MS)
        socket.disconnectFromServer()
        return sent

    def _accept(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            visitor = _Visitor(socket, self)
            visitor.raise_asked.connect(self.raise_asked)


class _Visitor(QObject):
    """One connection: it may say one short word, soon."""

    raise_asked = Signal()

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        socket.setParent(self)
        socket.setReadBufferSize(_MOST_BYTES)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self._leave)
        self._patience = QTimer(self, singleShot=True, interval=_TALK_MS)
        self._patience.timeout.connect(self._hang_up)
        self._patience.start()
        self._read()

    def _read(self) -> None:
        said = bytes(self._socket.peek(_MOST_BYTES).data())
        if b"\n" not in said and len(said) < _MOST_BYTES:
            return
        if said == _RAISE:
            self.raise_asked.emit()
        else:
            _log.warning("an unknown request of %d bytes was ignored", len(said))
        self._hang_up()

    def _hang_up(self) -> None:
        self._socket.abort()

    def _leave(self) -> None:
        self._patience.stop()
        self.deleteLater()


def _address(name: str, folder: Path) -> str:
    """A socket in the user's own folder; on Windows a pipe named after that folder."""
    path = folder / f"{name}.socket"
    if sys.platform != "win32" and len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return str(path)
    return f"{name}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
