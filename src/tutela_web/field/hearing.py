"""How the telephone hears a name: the rules of the one place finder, written out for its script.

A telephone without network offers places by itself, so it holds the rules and not a set of its own:
`sounds.js` is this module's text, and a test says when it is not. To write it anew:

    python -m tutela_web.field.hearing > src/tutela_web/look/front/js/field/sounds.js
"""

from __future__ import annotations

import json

from tutela.places.names import rules_of_hearing


def sounds_js() -> str:
    """The file `sounds.js`."""
    rules = rules_of_hearing()
    lines = [
        f"export const {name} = {json.dumps(value, ensure_ascii=True)};"
        for name, value in rules.items()
    ]
    head = "/* Written by tutela_web.field.hearing of the core's rules: change them there. */"
    return "\n".join([head, *lines]) + "\n"


if __name__ == "__main__":
    print(sounds_js(), end="")  # noqa: T201 - a program that writes a file
