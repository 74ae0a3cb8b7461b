"""A server of forms on this machine: it answers what KoboToolbox and ODK Central were seen to
answer, page by page, and fails when told to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN, ACCOUNT, PASSWORD = "kobo-token-1", "forms@mission.example", "odk-password-1"


def kobo(number: int, **answers: Any) -> dict[str, Any]:
    """A submission in the shape of KoboToolbox's API, version 2."""
    uuid = answers.pop("uuid", f"00000000-0000-4000-8000-{number:012}")
    root = answers.pop("root", uuid)
    told: dict[str, Any] = {
        "_id": number,
        "formhub/uuid": "b5f2c8c0d1",
        "start": "2026-11-24T10:12:01.221+02:00",
        "end": "2026-11-24T10:15:40.009+02:00",
        "deviceid": "collect:SECRETDEVICE",
        "username": "SECRETUSER",
        "__version__": "vKq2",
        "meta/instanceID": f"uuid:{uuid}",
        "meta/rootUuid": f"uuid:{root}",
        "_xform_id_string": "aBc12",
        "_uuid": uuid,
        "_attachments": [{"download_url": "http://127.0.0.1/SECRETPHOTO.jpg", "mimetype": "image"}],
        "_status": "submitted_via_web",
        "_geolocation": [6.2, 31.5],
        "_submission_time": "2026-11-24T08:15:42",
        "_tags": [],
        "_notes": [],
        "_validation_status": {},
        "_submitted_by": "SECRETUSER",
    }
    if root != uuid:
        told["meta/deprecatedID"] = f"uuid:{answers.pop('before', root)}"
    return told | {name.replace("__", "/"): value for name, value in answers.items()}


def odk(number: int, edits: int = 0, **answers: Any) -> dict[str, Any]:
    """A submission in the shape of ODK Central's OData."""
    return {
        "__id": f"uuid:10000000-0000-4000-8000-{number:012}",
        "__system": {
            "submissionDate": "2026-11-24T08:15:42.000Z",
            "updatedAt": None,
            "submitterId": "12",
            "submitterName": "SECRETUSER",
            "attachmentsPresent": 0,
            "attachmentsExpected": 0,
            "status": None,
            "reviewState": None,
            "deviceId": "collect:SECRETDEVICE",
            "edits": edits,
            "formVersion": "1",
        },
        "meta": {"instanceID": f"uuid:1000-{number}", "instanceName": "SECRETNAME"},
        "at": {"type": "Point", "coordinates": [31.5, 6.2, 0], "properties": {"accuracy": 4}},
        "report": answers,
        "people@odata.navigationLink": "Submissions('uuid')/people",
    }


@dataclass
class FormsStub:
    """What the stub holds, was asked, and fails with before it answers."""

    url: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    fails: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    page: int = 2
    pause: float = 0.0

    def answer(self, path: str, headers: Any) -> tuple[int, bytes]:
        """The status and the content for what was asked."""
        self.asked.append(path)
        time.sleep(self.pause)
        if self.fails:
            return self.fails.pop(0), b"busy SECRETFAULT"
        asked = parse_qs(urlsplit(path).query)
        if "/api/v2/assets/aBc12/data/" in path:
            if headers["Authorization"] != f"Token {TOKEN}":
                return 401, b"{}"
            start = int(asked["start"][0])
            rows = self.rows[start : start + self.page]
            told = {"count": len(self.rows), "next": "http://elsewhere.example/", "results": rows}
            return 200, json.dumps(told).encode()
        if "/v1/projects/3/forms/market.svc/Submissions" in path:
            if not headers["Authorization"].startswith("Basic "):
                return 401, b"{}"
            start = int(asked["$skip"][0])
            rows = self.rows[start : start + self.page]
            told = {"value": rows, "@odata.count": len(self.rows), "@odata.nextLink": "http://x/"}
            return 200, json.dumps(told).encode()
        return 404, b"{}"


@contextmanager
def forms_stub() -> Iterator[FormsStub]:
    """A stub that listens on this machine."""
    stub = FormsStub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = stub.answer(self.path, self.headers)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
