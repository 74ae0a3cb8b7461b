"""The HTTP status of an error: apart from the API, whose library weighs 11 MB at the start."""

from __future__ import annotations

from tutela.base.errors import TutelaError
from tutela_web.base.errors import Conflict, Denied, Unavailable


class NotSignedIn(TutelaError):
    """No token, or one that opens nothing any more."""

    code = "access.not_signed_in"


def status_of(error: BaseException) -> int:
    """The HTTP status of an error."""
    if isinstance(error, NotSignedIn):
        return 401
    if isinstance(error, Denied):
        return 403
    if isinstance(error, Conflict):
        return 409
    if isinstance(error, Unavailable):
        return 503
    return 400
