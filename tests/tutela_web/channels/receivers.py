"""A partner's system on this machine: it answers as told and keeps what it got."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from threading import Thread


class Receiver(HTTPServer):
    """Listens on loopback: the tests permit that network."""

    def __init__(self, certificate: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.answer = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.scheme = "http"
        if certificate is not None:
            self.scheme = "https"
            self.socket = certificate.wrap_socket(self.socket, server_side=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/changed"

    def handle_error(self, *_: object) -> None: ...


class Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), content))  # type: ignore[attr-defined]
        self.send_response(self.server.answer)  # type: ignore[attr-defined]
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def listening(certificate: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    server = Receiver(certificate)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class BadLine(ThreadingHTTPServer):
    """Stands before a server. `faults` says what befalls each request in turn: "lost", it never
    arrives; "unanswered", it arrives and its answer is lost. Afterwards the line is good."""

    def __init__(self, host: str) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.host = host
        self.faults: list[str] = []
        self.answers: list[int] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None: ...


class Passing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        line: BadLine = self.server  # type: ignore[assignment]
        content = self.rfile.read(int(self.headers["Content-Length"]))
        fault = line.faults.pop(0) if line.faults else ""
        if fault != "lost":
            behind = HTTPConnection(line.host, timeout=30)
            told = {name: value for name, value in self.headers.items() if name != "Host"}
            behind.request("POST", self.path, content, told)
            answer = behind.getresponse()
            answer.read()
            behind.close()
            line.answers.append(answer.status)
        if fault:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(answer.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def bad_line(host: str) -> Iterator[BadLine]:
    server = BadLine(host)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
