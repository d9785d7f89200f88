"""Output goes to a file at once and whole, or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kkr_alloc.errors import OutputError
from kkr_alloc.render.files import write_atomically


def test_a_new_file_has_ordinary_rights(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        write_atomically(tmp_path / "new", b"1")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o644


@pytest.mark.parametrize("name", ["x" * 255, "å" * 127, "€" * 85, "𝟚" * 63])
def test_a_name_up_to_the_systems_limit(tmp_path: Path, name: str) -> None:
    write_atomically(tmp_path / name, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(name, b"new")]
    with pytest.raises(OutputError, match="too long"):
        write_atomically(tmp_path / f"{name}{name[0]}", b"new")


def test_an_old_files_rights_and_link_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"new", 0o640)


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OutputError, match="No space left"):
        write_atomically(tmp_path / "file", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]


def test_an_old_file_stays_where_it_may_not_go(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_atomically(target, b"first", overwrite=False)
    with pytest.raises(OutputError, match="exists already"):
        write_atomically(target, b"second", overwrite=False)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"first")]


def test_a_full_device() -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OutputError):
        write_atomically("/dev/full", b"1")


def test_a_device_is_written_to_as_it_is() -> None:
    write_atomically(os.devnull, b"1")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


@pytest.mark.parametrize(
    ("name", "reason"), [("none/file", "its folder does not exist"), ("", "it is a folder")]
)
def test_place_that_is_no_file(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(OutputError) as error:
        write_atomically(tmp_path / name, b"new")
    assert error.value.problems[0].message == f"Cannot be written: {reason}."
