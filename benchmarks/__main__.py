"""All measurements as one Markdown page: ``python -m benchmarks [FEED_FOLDER]``, where it is installed.

The engine's own table takes minutes and peers (extra ``[bench]``): ``python -m benchmarks.engine``.
"""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import certainty, feed, outlook, startup, watch


def main() -> None:
    """Print the page; the feed's part only where its folder is named."""
    print("# Measurements\n")
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} cores. `python -m benchmarks FEED_FOLDER` prints this page.\n"
    )
    print("The engine beside its peers: [engine.md](engine.md).\n")
    print("## The command beside its imports\n")
    startup.main()
    print("\n## Whole answers on all five KKR\n")
    startup.answers()
    print("\n## The range of each KKR\n")
    certainty.main()
    print("\n## Outlook, all mayors of a region open\n")
    outlook.main()
    if len(sys.argv) > 1:
        print("\n## A feed, read beside bare `json.loads`\n")
        feed.main(Path(sys.argv[1]))
        print("\n## A poll of `watch`, all five KKR\n")
        watch.main(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
