"""New records by a form: the manner of `tutela_web.places.new`."""

from tutela_web.places.new import new_page, posted

__all__ = ["new_page", "posted"]
