"""Where uploads are kept: on the disk, and the folder that names them, before anything is said of
them. A database that names a file which a power cut took would tell people it is saved."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from tutela_web.base.upkeep.flushing import flush_path


class FlushedFiles(FileSystemStorage):
    """Django's files in a folder, each on the disk once it is saved."""

    def _save(self, name: str, content: IO[bytes]) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
        if settings.FLUSH:
            folder, file = Path(self.location), Path(self.path(saved))
            flush_path(file)
            for parent in file.parents:  # one of them may be new as well
                flush_path(parent)
                if parent == folder:
                    break
        return saved
