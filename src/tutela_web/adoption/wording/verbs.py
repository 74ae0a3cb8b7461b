"""How a table of terms comes into use: read and checked, sent, approved by a second person."""

from __future__ import annotations

import hashlib
import json

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.base.wording.own_words import read_own_words
from tutela_web.access.policy import Standing
from tutela_web.adoption.version_verbs import decide_version, send_version, withdraw_version
from tutela_web.adoption.wording.models import WordTable
from tutela_web.adoption.wording.queries import ACT, as_rows, role_labels
from tutela_web.adoption.wording.shown import write_words


def send_words(text: str, *, name: str, by: Standing) -> WordTable:
    """Have a table of terms wait for approval.

    Takes   text, CSV as `write_own_words` writes it; name, of the file.
    Raises  Denied; BadParameter with the line for what may not be replaced, or replaces nothing.
    """
    by.require(ACT)
    rows = as_rows(read_own_words(text, name, roles=role_labels()))
    if not rows:
        raise BadParameter(
            say("the table replaces nothing"),
            where=name,
            next=say("write your words in the column {column}", column="one"),
        )
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
    return send_version(WordTable(rows=rows, digest=digest), by=by)


def decide_words(table: WordTable, *, approved: bool, why: str = "", by: Standing) -> WordTable:
    """Approve a table that waits, or refuse it: pages say its words from then on.

    Raises  Denied without the act, and for who sent it; else as `decide_version`.
    """
    by.require(ACT, of=table)
    decided = decide_version(table, approved=approved, why=why, by=by)
    write_words(by.mission)
    return decided


def withdraw_words(table: WordTable, *, why: str, by: Standing) -> WordTable:
    """Take a table out of use: pages say the house's words again.

    Raises  Denied; else as `withdraw_version`.
    """
    by.require(ACT, of=table)
    decided = withdraw_version(table, why=why, by=by)
    write_words(by.mission)
    return decided
