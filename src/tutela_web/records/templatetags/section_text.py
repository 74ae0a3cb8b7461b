"""{{ section.text|as_written }}: a section's text as its paper shows it. Load section_text."""

from __future__ import annotations

from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tutela.strategy.text.edited import Unit, pieces, units

register = template.Library()


@register.filter
def as_written(text: str) -> SafeString:
    """Paragraphs, headings, points and numbered lines, with what is bold.

    >>> as_written("## Night\\nWe **never** <leave>.\\n- now")
    '<h3>Night</h3><p>We <b>never</b> &lt;leave&gt;.</p><ul><li>now</li></ul>'
    >>> as_written("2. then")
    '<ol><li value="2">then</li></ol>'
    >>> as_written("| Town |\\n| Bria |")  # doctest: +ELLIPSIS
    '<div class="scroll" ...<th scope="col">Town</th>...<td>Bria</td>...'
    """
    groups = groupby(units(text), key=_kind)
    return format_html_join("", "{}", ((_block(kind[1], list(some)),) for kind, some in groups))


def _kind(unit: Unit) -> tuple[int, str]:
    """What stands together: points and numbered lines of one part; each paragraph by itself."""
    if unit.point:
        return unit.chunk, "ul"
    if unit.cells:
        return unit.chunk, "table"
    if unit.number:
        return -1, "ol"
    return unit.start + 1, "h3" if unit.heading else "p"


def _block(tag: str, some: list[Unit]) -> SafeString:
    if tag == "ul":
        lines = format_html_join("", "<li>{}</li>", ((_inline(unit),) for unit in some))
        return format_html("<ul>{}</ul>", lines)
    if tag == "ol":
        numbered = ((unit.number[:-1], _inline(unit)) for unit in some)
        return format_html("<ol>{}</ol>", format_html_join("", '<li value="{}">{}</li>', numbered))
    if tag == "table":
        return _table(some)
    return format_html("<{}>{}</{}>", tag, _inline(some[0]), tag)


def _table(rows: list[Unit]) -> SafeString:
    head, *below = [
        format_html_join("", '<th scope="col">{}</th>' if row is rows[0] else "<td>{}</td>", said)
        for row in rows
        for said in [[(_bold(cell),) for cell in row.cells]]
    ]
    return format_html(
        '<div class="scroll" role="group" tabindex="0" aria-label="{}"><table class="table"><thead>'
        "<tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        rows[0].words,
        head,
        format_html_join("", "<tr>{}</tr>", ((row,) for row in below)),
    )


def _inline(unit: Unit) -> SafeString:
    return _bold(unit.written)


def _bold(written: str) -> SafeString:
    said = (
        (format_html("<b>{}</b>", words) if bold else words,) for words, bold in pieces(written)
    )
    return format_html_join("", "{}", said)
