"""Folders as input: what lies in them, never outside them, and one hash for the whole."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from kkr_alloc.errors import Problems
from kkr_alloc.model import Digest
from kkr_alloc.sources.files import display_path, read_error
from kkr_alloc.text import text

COARSEST = 2 * 10**9
"""Nanoseconds between two times that a file system tells apart: two seconds on FAT, one on many shares."""


class Entry(Struct, frozen=True):
    """A file in a folder: its name from there (``/`` between parts), its path, its size in bytes.

    ``stamp`` changes when the file does, unless it does so twice within :data:`COARSEST`.
    """

    name: str
    path: str
    size: int
    stamp: tuple[int, ...]

    @property
    def is_fresh(self) -> bool:
        """Whether it changed so lately that its stamp may stay as it is when it changes again."""
        return time.time_ns() - max(self.stamp[1:3], default=0) < COARSEST


def entries(folder: str | Path, suffix: str, problems: Problems, below: str = "") -> Iterator[Entry]:
    """The files under ``folder`` whose name ends in ``suffix``; names starting with a dot are passed over.

    A link that leads out of the folder, and what is no ordinary file, is a problem and not followed.
    Raises :class:`InputError` where the folder cannot be read. ``below``: only that part of it.
    """
    root = os.path.realpath(folder)
    top = os.path.join(folder, below) if below else str(folder)
    open_folders = [(top, f"{below}/" if below else "")]
    if not _is_inside(top, root):
        problems.add(text("This link leads out of the folder; it is not followed."), file=display_path(top))
        return
    while open_folders:
        here, prefix = open_folders.pop()
        try:
            with os.scandir(here) as found:
                for item in found:
                    is_file = item.name.lower().endswith(suffix)
                    if item.name.startswith("."):
                        continue
                    if item.is_symlink() and os.path.exists(item.path) and not _is_inside(item.path, root):
                        if is_file or item.is_dir():
                            message = text("This link leads out of the folder; it is not followed.")
                            problems.add(message, file=display_path(item.path))
                    elif item.is_dir(follow_symlinks=False):
                        open_folders.append((item.path, f"{prefix}{item.name}/"))
                    elif is_file:
                        yield from _entry(item, prefix, problems)
        except OSError as error:
            raise read_error(error, display_path(here)) from None


def _entry(item: os.DirEntry[str], prefix: str, problems: Problems) -> Iterator[Entry]:
    try:
        status = item.stat()
    except OSError:
        if item.is_symlink():  # to nothing, or in a circle: it is there, and cannot be read
            yield Entry(display_path(prefix + item.name), item.path, 0, ())
        return  # else it was taken away while the folder was listed
    if stat.S_ISREG(status.st_mode):
        stamp = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        yield Entry(display_path(prefix + item.name), item.path, status.st_size, stamp)
    else:
        problems.add(text("Not an ordinary file."), file=display_path(item.path))


def _is_inside(path: str, root: str) -> bool:
    return os.path.join(os.path.realpath(path), "").startswith(os.path.join(root, ""))


def folder_digest(files: Iterable[tuple[str, str]]) -> Digest:
    """One hash for a folder, over its files' (name, sha256) in the order of the names."""
    lines = (f"{name}\0{digest}\n" for name, digest in sorted(files))
    return Digest(sha256("".join(lines).encode()).hexdigest())
