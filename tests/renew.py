"""Write the golden compositions and the computed blocks of docs/method.md anew: ``python -m tests.renew``."""

from __future__ import annotations

from tests import golden, method_doc


def main() -> None:
    """Write what has changed, and name it."""
    golden.FOLDER.mkdir(exist_ok=True)
    files = {golden.file(*name): golden.render(*name) for name in golden.names()}
    files[method_doc.FILE] = method_doc.renewed(method_doc.FILE.read_text(encoding="utf-8"))
    for path, content in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main()
