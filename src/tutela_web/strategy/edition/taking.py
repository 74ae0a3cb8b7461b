"""Who takes a strategy away as a file, and how much of it."""

from __future__ import annotations

from dataclasses import replace

from django.utils.crypto import salted_hmac

from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing, taking


def may_take(standing: Standing) -> bool:
    """Whether the person takes strategies away: who takes records away, and who drafts."""
    return standing.reads("exports") or standing.may("draft_strategy")


def taking_open(standing: Standing) -> Standing:
    """As `access.policy.taking`; who drafts takes the strategy, and nothing else, as far as they
    read it: it is their own work.

    Raises  Http404 if the person takes nothing away.
    """
    if standing.may("draft_strategy"):
        return replace(standing, compartments=frozenset())
    return taking(standing)


def taking_all(standing: Standing) -> Standing:
    """As `taking_open`, with the compartment capacity where the reader holds it: the whole
    strategy is made for who may read all of it.

    Raises  Http404 if the person takes nothing away.
    """
    held = standing.compartments & {Compartment.CAPACITY.value}
    return replace(taking_open(standing), compartments=frozenset(held))


def digest_of_printed(words: str) -> str:
    """By what a line that was printed into a copy is known when the copy comes back."""
    return salted_hmac("tutela.strategy.printed", words, algorithm="sha256").hexdigest()[:16]
