"""The engine that sets type, behind one module: nothing else imports it."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutela.base.design_tokens import FONTS

if TYPE_CHECKING:
    import typst


FACES = Path(__file__).parent / "fonts"
"""Source Sans and Noto Sans Arabic with their licences, put there by `tutela_web.look.build`."""


@cache
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(
        include_system_fonts=True,
        include_embedded_fonts=False,
        font_paths=[FACES],
    )


@cache
def installed_fonts() -> tuple[str, ...]:
    """Those of the faces we ask for that this machine has, in order of preference."""
    families = set(_fonts().families())
    return tuple(face for face in FONTS if face in families)


class Unshown(Exception):
    """Signs that no installed face can show; an archival file may not hold them."""

    def __init__(self, signs: str) -> None:
        super().__init__(f"no face shows {signs!r}")
        self.signs = signs


_NO_FACE = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)


def set_pdf(template: bytes, inputs: dict[str, str], on: dt.date) -> bytes:
    """A template and its data as a tagged PDF/A-2a that also meets PDF/UA-1.

    Takes   the template; its data, as text; the day the file says it was made.
    Gives   the file; same input, same bytes.
    Raises  Unshown if a text holds signs that no installed face can show.
    """
    import typst

    try:
        compiled = _compile(template, inputs, "pdf", on, ["a-2a", "ua-1"])
    except typst.TypstError as fault:
        if signs := "".join(_NO_FACE.findall(str(fault))):
            raise Unshown(signs) from fault
        raise
    return compiled[0] if isinstance(compiled, list) else compiled


def set_png(template: bytes, inputs: dict[str, str], *, dots_per_inch: float) -> list[bytes]:
    """A template and its data as pictures, one a page."""
    made = _compile(template, inputs, "png", None, [], dots_per_inch)
    return made if isinstance(made, list) else [made]


def ask(template: bytes, inputs: dict[str, str], label: str) -> Any:
    """What a template tells of its own pages under a label, as JSON."""
    import typst

    compiler = typst.Compiler(input=template, font_paths=_fonts(), sys_inputs=inputs)
    return json.loads(compiler.query(label, field="value", one=True))


def _compile(
    template: bytes,
    inputs: dict[str, str],
    form: typst.OutputFormat,
    on: dt.date | None,
    standards: list[str],
    dots_per_inch: float | None = None,
) -> bytes | list[bytes]:
    import typst

    moment = dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC) if on else None
    compiler = typst.Compiler(input=template, font_paths=_fonts(), sys_inputs=inputs)
    compiled: bytes | list[bytes] | None = compiler.compile(
        format=form,
        ppi=dots_per_inch,
        pdf_standards=standards,  # type: ignore[arg-type]
        timestamp=moment,
    )
    assert compiled is not None  # no output path was given, so the bytes come back
    return compiled
