"""Folders as input: what lies in them, never outside them, and one hash for the whole."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kkr_alloc.errors import InputError, Problems, shown
from kkr_alloc.text import text


@dataclass(slots=True)
class Entry:
    """A file in a folder: its name from there (``/`` between parts), where it is, and what tells a change."""

    name: str
    path: str
    changed: tuple[int, ...]

    @property
    def size(self) -> int:
        """In bytes."""
        return self.changed[0]


def entries(folder: Path, suffix: str, problems: Problems, below: str = "") -> Iterator[Entry]:
    """The files under ``folder`` whose name ends in ``suffix``; names starting with a dot are passed over.

    A link that leads out of the folder, and what is no ordinary file, is a problem and not followed.
    Raises :class:`InputError` where the folder cannot be read. ``below``: only that part of it.
    """
    root = os.path.realpath(folder)
    open_folders = [(os.path.join(folder, below) if below else str(folder), f"{below}/" if below else "")]
    if below and not _stays_inside(open_folders[0][0], root):
        problems.add(text("This link leads out of the folder; it is not followed."), file=open_folders[0][0])
        return
    while open_folders:
        here, prefix = open_folders.pop()
        try:
            with os.scandir(here) as found:
                for item in found:
                    if item.name.startswith("."):
                        continue
                    if not item.name.isprintable() and _unwritable(item.name):
                        problems.add(text("The name is not UTF-8."), file=shown(item.path, 200))
                    elif item.is_symlink() and not _stays_inside(item.path, root):
                        if item.is_dir() or item.name.lower().endswith(suffix):
                            problems.add(
                                text("This link leads out of the folder; it is not followed."), file=item.path
                            )
                    elif item.is_dir(follow_symlinks=False):
                        open_folders.append((item.path, f"{prefix}{item.name}/"))
                    elif item.name.lower().endswith(suffix):
                        entry = _entry(item, prefix, root, problems)
                        if entry:
                            yield entry
        except OSError as error:
            raise InputError(
                text("Cannot be read: {reason}.", reason=error.strerror or str(error)), file=str(here)
            ) from None


def _unwritable(name: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in name)


def _entry(item: os.DirEntry[str], prefix: str, root: str, problems: Problems) -> Entry | None:
    try:
        status = item.stat()
    except FileNotFoundError:  # taken away while the folder was listed, or a link to nothing
        return None
    if not stat.S_ISREG(status.st_mode):
        problems.add(text("Not an ordinary file."), file=item.path)
        return None
    return Entry(
        prefix + item.name, item.path, (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    )


def _stays_inside(path: str, root: str) -> bool:
    real = os.path.realpath(path)
    return real == root or real.startswith(os.path.join(root, ""))


def folder_sha256(files: Iterable[tuple[str, str]]) -> str:
    """One hash for a folder, over its files' (name, sha256) in the order of the names."""
    whole = hashlib.sha256()
    for name, sha256 in sorted(files):
        whole.update(f"{name}\0{sha256}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()
