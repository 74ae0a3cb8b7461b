"""Tables as they were read, as bytes and back: what was laid out once is not laid out again.

Columns stand as Arrow writes them, all else as JSON: nothing in it is ever executed.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from tutela.base.errors import Rejection
from tutela.base.later import pl
from tutela.base.messages import as_json, from_json
from tutela.base.tables import Table

_BESIDE = "beside.json"

AsJson: TypeAlias = Any
"""What JSON allows: texts, numbers, lists, objects, nothing."""


def pack(frames: Mapping[str, pl.DataFrame], beside: AsJson) -> bytes:
    """Frames and what stands beside them, as JSON allows it, as bytes.

    >>> frames, beside = unpack(pack({"rows": pl.DataFrame({"Village": ["Luma"]})}, {"n": 1}))
    >>> frames["rows"].to_dicts(), beside
    ([{'Village': 'Luma'}], {'n': 1})
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(_BESIDE, json.dumps(beside, ensure_ascii=False))
        for name, frame in frames.items():
            with archive.open(name, "w", force_zip64=True) as out:
                frame.write_ipc(out, compression="zstd")
    return packed.getvalue()


def unpack(packed: bytes) -> tuple[dict[str, pl.DataFrame], Any]:
    """What `pack` packed."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        frames = {
            name: pl.read_ipc(io.BytesIO(archive.read(name)))
            for name in archive.namelist()
            if name != _BESIDE
        }
        return frames, json.loads(archive.read(_BESIDE))


def tables_apart(tables: Sequence[Table]) -> tuple[dict[str, pl.DataFrame], list[Any]]:
    """The tables of a file as their columns, and all else as JSON: for `pack`.

    >>> table = Table(Path("log.csv"), "csv", None, pl.DataFrame({"Village": ["Luma"]}),
    ...     pl.Series("line", [2], pl.Int32), doubts={2: "look"}, remarks={2: ("sic",)})
    >>> (again,) = tables_together(*unpack(pack(*tables_apart([table]))))
    >>> again.frame.equals(table.frame), again.lines.to_list(), again.doubts, again.remarks
    (True, [2], {2: 'look'}, {2: ('sic',)})
    """
    frames = {}
    for number, table in enumerate(tables):
        frames[f"{number}"] = table.frame
        frames[f"{number}.lines"] = table.lines.rename("line").to_frame()
    return frames, [_table_as_json(table) for table in tables]


def tables_together(frames: Mapping[str, pl.DataFrame], beside: Sequence[AsJson]) -> list[Table]:
    """The tables that `tables_apart` took apart."""
    return [
        _table_from_json(told, frames[f"{number}"], frames[f"{number}.lines"]["line"])
        for number, told in enumerate(beside)
    ]


def rejection_as_json(rejection: Rejection) -> list[Any]:
    """A refused row with its sentences, to be told in any language later."""
    one = rejection
    also = [as_json(said) for said in one.also]
    told = [one.row, one.column, one.value, as_json(one.why), as_json(one.next)]
    return [*told, one.sheet, also, list(one.cells)]


def rejection_from_json(told: Sequence[AsJson]) -> Rejection:
    """The refused row that `rejection_as_json` told.

    >>> one = Rejection(3, "Killed", "lots", "no number", "write one", cells=("lots", None))
    >>> rejection_from_json(rejection_as_json(one)) == one
    True
    """
    row, column, value, why, step, sheet, also, cells = told
    sentences = tuple(map(from_json, also))
    return Rejection(
        row, column, value, from_json(why), from_json(step), sheet, sentences, tuple(cells)
    )


def _table_as_json(table: Table) -> dict[str, Any]:
    return {
        "file": table.path.name,
        "format": table.format,
        "sheet": table.sheet,
        "rejected": [rejection_as_json(one) for one in table.rejected],
        "notes": [as_json(note) for note in table.notes],
        "tags": table.tags,
        "hidden": table.hidden,
        "titles": list(table.titles),
        "doubts": [[line, as_json(why)] for line, why in table.doubts.items()],
        "remarks": [[line, list(said)] for line, said in table.remarks.items()],
        "from_1904": table.from_1904,
        "chosen": table.chosen,
        "head": table.head,
        "left": table.left,
        "shape": table.shape,
    }


def _table_from_json(told: dict[str, AsJson], frame: pl.DataFrame, lines: pl.Series) -> Table:
    table = Table(Path(told["file"]), told["format"], told["sheet"], frame, lines)
    return replace(
        table,
        rejected=tuple(map(rejection_from_json, told["rejected"])),
        notes=tuple(map(from_json, told["notes"])),
        tags=told["tags"],
        hidden=told["hidden"],
        titles=tuple(told["titles"]),
        doubts={line: from_json(why) for line, why in told["doubts"]},
        remarks={line: tuple(said) for line, said in told["remarks"]},
        from_1904=told["from_1904"],
        chosen=told["chosen"],
        head=told["head"],
        left=told["left"],
        shape=told["shape"],
    )
