"""What the scripts share: generated files written anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path


def write_changed(files: Mapping[Path, str], standing: Iterable[Path]) -> None:
    """Write the files that have changed, remove those ``standing`` that are not made, and name them all."""
    for path in set(standing) - files.keys():
        path.unlink()
        print(f"{path} removed")
    for path, content in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            print(path)
