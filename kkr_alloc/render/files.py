"""Who may write: output goes to a file at once and whole, or not at all."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

from kkr_alloc.errors import OutputError, Problem
from kkr_alloc.sources.files import display_path
from kkr_alloc.text import text


def write_atomically(file: str | os.PathLike[str], data: bytes, *, overwrite: bool = True) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    It is written beside its place and then renamed; a device or pipe is written to as it is.
    ``overwrite``: whether an old file may go.

    Raises:
        OutputError: it cannot be written, or an old one stands there; what stood there before still stands.
    """
    path, shown = os.fspath(file), display_path(file)
    try:
        mode = os.stat(path).st_mode if os.path.exists(path) else None
        if path.endswith("/") or (mode is not None and stat.S_ISDIR(mode)):
            raise IsADirectoryError(errno.EISDIR, text("it is a folder"))
        if mode is not None and not stat.S_ISREG(mode):
            with open(path, "wb") as stream:
                stream.write(data)
            return
        if mode is not None and not overwrite:
            message = text("{path} exists already, and stays as it is; --force overwrites it.", path=shown)
            raise OutputError(message, [Problem(message)])
        _put(os.path.realpath(path), data, mode)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, FileNotFoundError):
            reason = text("its folder does not exist")
        message = text("Cannot write {path}: {reason}.", path=shown, reason=reason)
        there = text("Cannot be written: {reason}.", reason=reason)
        raise OutputError(message, [Problem(there, file=shown)]) from None


def _put(target: str, data: bytes, mode: int | None) -> None:
    from tempfile import mkstemp

    folder, name = os.path.split(target)
    handle, name = mkstemp(prefix=f".{name[:60]}.", dir=folder)  # at most 250 bytes, and a name may have 255
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
        os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):  # in its place already
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
