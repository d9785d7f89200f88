"""Write the goldens, the diagram and the computed blocks of docs anew: ``python -m tests.renew``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from scripts.written import write_changed
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
    code, drawing, _ = captured_run(["compute", "-r", "hovedstaden", "-f", "svg"])
    assert code == 0
    files[method_doc.FILE.with_name("hovedstaden.svg")] = drawing.decode("utf-8")
    write_changed(files, whole_outputs.FOLDER.glob("*.txt"))


if __name__ == "__main__":
    main()
