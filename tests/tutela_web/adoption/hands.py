"""What the tests of this room do by hand."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def give_file(client: Client, page: str, content: str | bytes, name: str = "table.csv") -> Any:
    """Give a file on a page's form."""
    told = content.encode() if isinstance(content, str) else content
    return client.post(page, {"file": SimpleUploadedFile(name, told)}, follow=True)
