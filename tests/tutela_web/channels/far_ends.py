"""Servers outside that do harm by how they answer: on loopback, each in a way of its own."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class FarEnd:
    """Where one listens, how often it was asked, and whether the test is over."""

    port: int = 0
    asked: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rest(self, seconds: float = 0.2) -> bool:
        """Wait a little; whether to go on."""
        return not self.over.wait(seconds)


Conduct = Callable[[FarEnd, socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\n"


def hang(end: FarEnd, line: socket.socket) -> None:
    """It accepts, and says nothing."""
    while end.rest():
        pass


def trickle(begin: bytes) -> Conduct:
    """It says `begin`, and then a byte now and then, for ever."""

    def conduct(end: FarEnd, line: socket.socket) -> None:
        line.sendall(begin)
        while end.rest():
            line.sendall(b" ")

    return conduct


def flood(begin: bytes, again: bytes) -> Conduct:
    """It says `begin`, and then `again` as fast as it can, for ever."""

    def conduct(end: FarEnd, line: socket.socket) -> None:
        line.sendall(begin)
        while not end.over.is_set():
            line.sendall(again)

    return conduct


def say(answer: bytes) -> Conduct:
    """It says this, and closes."""
    return lambda _end, line: line.sendall(answer)


def never_close(answer: bytes) -> Conduct:
    """It says this, and leaves the line open."""

    def conduct(end: FarEnd, line: socket.socket) -> None:
        line.sendall(answer)
        hang(end, line)

    return conduct


trickle_headers = trickle(OK + b"X-A: ")
trickle_body = trickle(OK + b'Content-Length: 19000000\r\n\r\n{"count":1,"results":[')
lie_about_length = say(OK + b'Content-Length: 5000\r\n\r\n{"count":1,"results":[]}')
endless_headers = flood(OK, b"X-A: " + b"a" * 5000 + b"\r\n")
endless_body = flood(OK + b"\r\n", b"a" * 60_000)
endless_continue = flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n")
redirect = say(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n")
open_after_answer = never_close(OK + b"\r\n{}")


@contextmanager
def far_end(
    conduct: Conduct, *, speaks_first: bool = False, certificate: ssl.SSLContext | None = None
) -> Iterator[FarEnd]:
    """One that listens as long as the block lasts; `speaks_first`, as a mail server does."""
    end = FarEnd()

    def serve(line: socket.socket) -> None:
        with suppress(OSError):
            if certificate is not None:
                line = certificate.wrap_socket(line, server_side=True)
            answer(line)

    def answer(line: socket.socket) -> None:
        with line:
            if not speaks_first:
                line.recv(65_536)
            conduct(end, line)

    def accept() -> None:
        while not end.over.is_set():
            with suppress(TimeoutError):
                line, _where = listener.accept()
                end.asked += 1
                line.settimeout(30)
                threading.Thread(target=serve, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        end.port = listener.getsockname()[1]
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield end
        finally:
            end.over.set()
            accepting.join()
