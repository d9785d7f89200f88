"""Write the goldens and the computed blocks of docs/method.md anew: ``python -m tests.renew``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests import method_doc, test_golden, whole_outputs
from tests.catalogue import compile_danish
from tests.cli.runner import captured_run


def main() -> None:
    """Write what has changed, and name it."""
    compile_danish()
    files = {test_golden.file(*case): test_golden.render(*case) for case in test_golden.CASES}
    files[method_doc.FILE] = method_doc.renewed(method_doc.FILE.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        whole_outputs.make_feed(Path(folder))
        for case in whole_outputs.cases():
            files[case.file] = whole_outputs.output(case, captured_run, Path(folder))
    for path in set(whole_outputs.FOLDER.glob("*.txt")) - files.keys():
        path.unlink()
        print(f"{path} removed")
    for path, content in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main()
