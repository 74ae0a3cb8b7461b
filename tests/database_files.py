"""Nothing opens the file of a SQLite database beside SQLite.

Closing such a file, even one only looked at, drops the locks its whole process holds on it: another
process then deletes the write-ahead log under those who write (src/tutela_web/base/sqlite/base.py).

    strange_calls(source)    what a module does with the path of a database and is not known to be
                             harmless; read, not run
    locks_of(path)           the locks on a file, as the system sees them
    watch_opens()            from now on, whatever opens a database's file in this process while
                             SQLite has it open fails there; every test runs under it
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

TAILS = (".db", ".db-wal", ".db-shm", "-wal", "-shm")
WORDS = ("settings_dict", '.db"', ".db'", "-wal", "-shm")
HARMLESS = {
    "Path",
    "str",
    "repr",
    "sqlite3.connect",
    "closing",
    "exists",
    "stat",
    "chmod",
    "unlink",
    "replace",
    "with_name",
    "make_absent_file",  # opens it only where there is none
    "_take_lock",  # the file of the turns, which SQLite knows nothing of
    "_leave_write_ahead_log",  # by SQLite
    "Waits",  # by SQLite (benchmarks)
    "dj_database_url.parse",
    "env_database",
    "append",
}
"""Calls that may be given the path of a database, or made on it: none opens the file by itself."""
AS_PATH = {"Path", "str"}


def strange_calls(source: str) -> list[str]:
    """Calls that are given a database's path, or made on one, and are not among the harmless.

    >>> strange_calls('os.close(os.open(self.settings_dict["NAME"], os.O_RDONLY))')
    ["1: os.open(self.settings_dict['NAME'], os.O_RDONLY)"]
    >>> strange_calls('Path(connection.settings_dict["NAME"]).exists()')
    []
    """
    if not any(word in source for word in WORDS):  # quicker than to parse a thousand files
        return []
    found: dict[str, None] = {}
    for scope in _scopes(ast.parse(source)):
        paths = _names_of_paths(scope)
        for node in scope:
            if (
                isinstance(node, ast.Call)
                and _name(node.func) not in HARMLESS
                and any(_is_path(one, paths) for one in _handled(node))
            ):
                found[f"{node.lineno}: {ast.unparse(node)}"] = None
    return list(found)


def _scopes(module: ast.Module) -> Iterator[list[ast.AST]]:
    """What stands in each function, and what stands in none."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    inside = {id(node) for one in functions for node in ast.walk(one)}
    yield from (list(ast.walk(one)) for one in functions)
    yield [node for node in ast.walk(module) if id(node) not in inside]


def _handled(call: ast.Call) -> Iterator[ast.expr]:
    if isinstance(call.func, ast.Attribute):
        yield call.func.value
    yield from call.args
    yield from (word.value for word in call.keywords)


def _name(function: ast.expr) -> str:
    """`Path` of Path(...), `exists` of path.exists(...), `sqlite3.connect` as it is written."""
    written = ast.unparse(function)
    if written in HARMLESS or not isinstance(function, ast.Attribute):
        return written
    return function.attr


def _names_of_paths(scope: list[ast.AST]) -> set[str]:
    """Names that are given to the path of a database."""
    found: set[str] = set()
    for _again in range(3):  # a name of a name of a name
        for node in scope:
            if isinstance(node, ast.Assign) and _is_path(node.value, found):
                found |= {one.id for one in node.targets if isinstance(one, ast.Name)}
    return found


def _is_path(value: ast.AST, names: set[str]) -> bool:
    if isinstance(value, ast.Name):
        return value.id in names
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str) and value.value.endswith(TAILS)
    if isinstance(value, ast.Subscript):
        return ast.unparse(value).endswith("settings_dict['NAME']")
    if isinstance(value, ast.BinOp):
        return _is_path(value.left, names) or _is_path(value.right, names)
    if isinstance(value, ast.JoinedStr):
        return any(_is_path(part, names) for part in value.values)
    if isinstance(value, ast.FormattedValue):
        return _is_path(value.value, names)
    if isinstance(value, ast.Call) and _name(value.func) in AS_PATH:
        return any(_is_path(one, names) for one in value.args)
    return False


def watch_opens() -> None:
    """Let what opens a database's file beside SQLite in this process fail where it does."""
    sys.addaudithook(_refuse_second_descriptor)


def _refuse_second_descriptor(event: str, about: tuple[object, ...]) -> None:
    if event != "open" or not isinstance(about[0], str | bytes | os.PathLike):
        return
    path = Path(os.fsdecode(about[0]))
    makes_one = isinstance(about[2], int) and about[2] & os.O_EXCL
    if path.name.endswith(TAILS) and not makes_one and is_open_here(path):
        raise AssertionError(f"{path.name} is opened beside SQLite, which has it open")


def is_open_here(path: Path) -> bool:
    """Whether this process has a file open, under whatever name."""
    held = Path("/proc/self/fd")
    if not (path.exists() and held.exists()):  # Linux alone shows what a process has open
        return False
    for one in held.iterdir():
        with suppress(OSError):  # closed meanwhile
            if one.samefile(path):
                return True
    return False


def read_elsewhere(path: Path) -> bytes:
    """What a file holds, read by a process that has no locks to lose."""
    return subprocess.run(["cat", path], check=True, capture_output=True).stdout


def locks_of(path: Path, process: int | None = None) -> list[tuple[int, str, int, int]]:
    """The POSIX locks on a file: process, kind, first and last byte; of all, or of one process."""
    number, found = path.stat().st_ino, []
    for line in Path("/proc/locks").read_text().splitlines():
        words = line.split()
        if words[1] == "POSIX" and words[5].endswith(f":{number}"):
            last = -1 if words[7] == "EOF" else int(words[7])
            found.append((int(words[4]), words[3], int(words[6]), last))
    return [one for one in found if process in (None, one[0])]
