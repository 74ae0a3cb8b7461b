"""A file somebody asked to have written: refused before the work where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutela.base.errors import BadParameter
from tutela.base.messages import say


def require_folder(out: Path) -> None:
    """Refuse, before any work is done, a file whose folder is not there, or a folder's own name.

    Raises  BadParameter

    >>> require_folder(Path("nowhere/model.json"))
    Traceback (most recent call last):
    tutela.base.errors.BadParameter: nowhere/model.json: there is no folder 'nowhere'. Next: make
    it, or name another.
    """
    if out.is_dir():
        raise BadParameter(say("this is a folder"), where=str(out), next=say("name a file in it"))
    if not out.parent.is_dir():
        raise BadParameter(
            say("there is no folder '{parent}'", parent=out.parent),
            where=str(out),
            next=say("make it, or name another"),
        )


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """What is written inside goes to `out`.

    Raises  BadParameter where it cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise BadParameter(
            say("it cannot be written ({strerror})", strerror=error.strerror),
            where=str(out),
            next=say("name another folder"),
        ) from error
