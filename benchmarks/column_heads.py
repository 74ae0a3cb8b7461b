"""Heads of columns as clerks write them: trains the classifier of `tutela.incidents.head_roles`.

    python -m benchmarks.column_heads train    writes the weights anew
    python -m benchmarks.column_heads count    how well heads of a writer left out are told

The heads (benchmarks/data/column_heads.csv, 7,176 of them, each once) were written for this by six
writers, each in languages and trades of their own, half of the last four on purpose such that one
role is easily taken for another. Nobody of them saw the books that imports are counted by.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt

from benchmarks.logistic import fit, matrix_of_pieces, whole_numbers
from tutela.incidents.head_roles import BUCKETS, Role, buckets_of_head

ROOT = Path(__file__).parents[1]
HEADS = ROOT / "benchmarks/data/column_heads.csv"
WEIGHTS = ROOT / "src/tutela/incidents/data"
ROLES: tuple[Role, ...] = get_args(Role)
RIDGE = 0.2
HEAD_WEIGHT = 5.0
"""Chosen on writers left out, with the ridge: less lets the chances lie near each other."""
AMONG: dict[str, tuple[Role, ...]] = {
    "day": ("day", "day_end", "day_other"),
    "place": ("place", "area", "place_other", "doer", "kind", "other", "account"),
    "killed": ("killed", "killed_part", "hurt", "taken", "count_other", "other"),
}
"""For each role that imports need, those that a column with such cells may have."""

Heads = list[tuple[str, int, int]]
"""Head, role by its number, writer."""


def read_heads() -> Heads:
    """The heads with their roles and writers."""
    with HEADS.open(encoding="utf-8", newline="") as file:
        return [
            (row["head"], ROLES.index(row["role"]), int(row["writer"]))  # type: ignore[arg-type]
            for row in csv.DictReader(file)
        ]


def learn(heads: Heads) -> npt.NDArray[np.float64]:
    """The weights that tell these heads: a row a bucket and one for all, a column a role."""
    pieces = matrix_of_pieces([buckets_of_head(head) for head, _role, _writer in heads], BUCKETS)
    roles = np.array([role for _head, role, _writer in heads])
    return fit(pieces, roles, len(ROLES), np.full(len(heads), HEAD_WEIGHT), RIDGE)


def train() -> None:
    """Learn from all heads and write the weights."""
    weights, scale = whole_numbers(learn(read_heads()))
    np.save(WEIGHTS / "head_roles.npy", weights)
    (WEIGHTS / "head_roles.txt").write_text(f"{'|'.join(ROLES)}\n{scale:.8g}\n", "ascii")


def count() -> None:
    """Print how many heads of each writer are told by what the others taught."""
    heads = read_heads()
    chances, roles = [], []
    for writer in sorted({writer for _head, _role, writer in heads}):
        unseen = [head for head in heads if head[2] == writer]
        weights = learn([head for head in heads if head[2] != writer])
        scores = matrix_of_pieces([buckets_of_head(one) for one, *_ in unseen], BUCKETS) @ weights
        parts = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances.append(parts / parts.sum(axis=1, keepdims=True))
        roles.append(np.array([role for _head, role, _writer in unseen]))
        right = chances[-1].argmax(axis=1) == roles[-1]
        sys.stdout.write(f"writer {writer}: {right.sum()} of {len(right)} ({right.mean():.0%})\n")
    told, true = np.vstack(chances), np.concatenate(roles)
    for role, among in AMONG.items():
        at = [ROLES.index(one) for one in among]
        of_these = np.isin(true, at)
        chance = told[of_these][:, at[0]] / told[of_these][:, at].sum(axis=1)
        is_role = true[of_these] == at[0]
        for least in (0.5, 0.7, 0.9):
            said = chance >= least
            sys.stdout.write(
                f"{role} from {least:.0%} on: {(said & is_role).sum()} of {is_role.sum()} found, "
                f"{(said & ~is_role).sum()} of {said.sum()} are another\n"
            )


if __name__ == "__main__":
    {"train": train, "count": count}[sys.argv[1] if len(sys.argv) > 1 else "count"]()
