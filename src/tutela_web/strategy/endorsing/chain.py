"""The chain of steps as one file, and its check, which needs neither database nor settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from tutela.base.messages import say
from tutela_web.crisis.papers.signing import NotGenuine, canonical, verify

FORMAT = "tutela-strategy-chain/1"


def paper_in(signed: str) -> dict[str, Any]:
    """The paper of one signed step, not checked."""
    paper: dict[str, Any] = json.loads(signed)["paper"]
    return paper


def name_of(paper: Mapping[str, str]) -> str:
    """What the next step names a paper by."""
    return hashlib.sha256(canonical(paper)).hexdigest()


def name_of_document(content: bytes) -> str:
    """What a strategy is named by that somebody has as a JSON file.

    Raises  NotGenuine if it is no such file.
    """
    try:
        whole = json.loads(content)
        if isinstance(whole, dict):
            return name_of(whole)
    except (TypeError, ValueError, RecursionError):
        pass  # told below
    raise NotGenuine(
        say("this is no strategy as a JSON file, or it is damaged"),
        next=say("ask for the file again"),
    )


def chain_file(signed: Iterable[str]) -> bytes:
    """The signed steps of a strategy, in order, as one file."""
    whole = {"format": FORMAT, "chain": [json.loads(one) for one in signed]}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def verify_chain(content: bytes, *, expected: str = "") -> tuple[list[dict[str, Any]], str]:
    """Check every signature of a chain, and that no step was left out, moved or put in.

    Takes   expected, the fingerprint of the mission's public key, told by another way. The last
            step can be cut from a file unseen: compare how many there are.
    Gives   the papers in order, and the fingerprint of the key that signed the last.
    Raises  NotGenuine.
    """
    try:
        links = json.loads(content)["chain"]
        files = [json.dumps(link).encode() for link in links]
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        raise NotGenuine(
            say("this is no chain of endorsements of Tutela, or it is damaged"),
            next=say("ask for the file again"),
        ) from fault
    papers: list[dict[str, Any]] = []
    key, before = "", ""
    for number, one in enumerate(files, 1):
        paper, key = verify(one, expected=expected)
        if paper.get("before") != before or paper.get("number") != number:
            raise NotGenuine(
                say("step {n} does not follow the one before it", n=number),
                next=say("ask for the file again"),
            )
        papers.append(paper)
        before = name_of(paper)
    if not papers:
        raise NotGenuine(say("no step is in this file"), next=say("ask for the file again"))
    return papers, key
