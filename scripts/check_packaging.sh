#!/usr/bin/env bash
# Builds wheel and sdist and tries them in clean environments, with the lowest and the newest dependencies allowed.
# Usage: scripts/check_packaging.sh [PYTHON ...]   (default: python3). It needs a package index and some minutes.
# For each Python: the command from the wheel, and the quick tests against what was installed, not the checkout.
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- python3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_QUIET=1
unset PYTHONPATH

echo "== build"
"$1" -m venv "$folder/build"
"$folder/build/bin/pip" install build
"$folder/build/bin/python" -m build --outdir "$folder/dist" . >/dev/null
wheel=$(echo "$folder"/dist/*.whl)
sdist=$(echo "$folder"/dist/*.tar.gz)
mkdir "$folder/source"
tar -xzf "$sdist" -C "$folder/source" --strip-components=1

"$folder/build/bin/python" - "$wheel" "$folder/source" <<'PYTHON'
"""What must be in the wheel and in the sdist, and that the version is the same everywhere."""

import re
import sys
import zipfile
from pathlib import Path

wheel, source = Path(sys.argv[1]), Path(sys.argv[2])
names = set(zipfile.ZipFile(wheel).namelist())
data = {f"kkr_alloc/{file.relative_to(source)}" for file in (source / "data").rglob("*") if file.is_file()}
package = {str(file.relative_to(source)) for file in (source / "kkr_alloc").rglob("*") if file.is_file()}
assert data and data | package <= names, sorted((data | package) - names)
assert "kkr_alloc/py.typed" in names
outside = {name.split("/")[0] for name in names} - {"kkr_alloc"}
assert all(name.endswith((".dist-info", ".data")) for name in outside), outside  # .data: the man page
for needed in ("tests", "schema", "docs", "data", "scripts", "benchmarks", "README.md", "CHANGELOG.md", "LICENSE"):
    assert (source / needed).exists(), needed
for needed in ("CONTRIBUTING.md", "SECURITY.md"):
    assert (source / needed).exists(), needed
version = re.search(r'__version__ = "(.+)"', (source / "kkr_alloc/__init__.py").read_text())[1]
assert wheel.name.startswith(f"kkr_alloc-{version}-"), wheel.name
print(f"version {version}: {len(names)} files in the wheel, all data and py.typed among them")
PYTHON

# The lower bounds of pyproject.toml as constraints, for the Python that runs this.
lowest='
import sys, tomllib
from packaging.requirements import Requirement
project = tomllib.load(open("pyproject.toml", "rb"))["project"]
extras = project["optional-dependencies"]
for line in [*project["dependencies"], *extras["xlsx"], *extras["report"], *extras["test"]]:
    wanted = Requirement(line)
    if wanted.name != project["name"] and (wanted.marker is None or wanted.marker.evaluate()):
        print(f"{wanted.name}=={next(iter(wanted.specifier)).version}")
'

quick="tests/test_apportion.py tests/test_composition.py tests/test_bad_input_api.py
  tests/test_golden.py tests/test_api.py tests/sources tests/render tests/cli/test_compute.py tests/cli/test_odd_values.py"

try() { # PYTHON NAME ARTEFACT PIP-OPTIONS...
  local python=$1 name=$2 artefact=$3
  shift 3
  local place="$folder/try" code=0
  rm -rf "$place" && mkdir "$place"
  "$python" -m venv "$place/venv"
  "$place/venv/bin/pip" install --only-binary=:all: --no-binary=kkr-alloc "$@" "${artefact}[test]"
  cp -r "$folder/source" "$place/source"
  rm -rf "$place/source/kkr_alloc" "$place/source/data"
  (cd "$place" && venv/bin/kkr-alloc compute --region hovedstaden | grep -q "58 members: 29 mayors and 29 supplementary.")
  # shellcheck disable=SC2086
  (cd "$place/source" && ../venv/bin/python -m pytest -q -o pythonpath= -p no:cacheprovider $quick) >"$place/log" 2>&1 || code=$?
  echo "$("$python" -V), $name: $(tail -1 "$place/log")"
  [ $code -eq 0 ] || { grep -E "^(FAILED|ERROR|E  )" "$place/log" | head -40; exit 1; }
}

for python in "$@"; do
  "$python" -m venv "$folder/bounds" && "$folder/bounds/bin/pip" install packaging
  "$folder/bounds/bin/python" -c "$lowest" >"$folder/lowest.txt"
  rm -rf "$folder/bounds"
  echo "== $("$python" -V), lowest: $(tr '\n' ' ' <"$folder/lowest.txt")"
  try "$python" "wheel, lowest dependencies" "$wheel" --constraint "$folder/lowest.txt"
  try "$python" "wheel, newest dependencies" "$wheel"
  try "$python" "sdist, newest dependencies" "$sdist"
done
