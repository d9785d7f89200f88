"""Writes docs/cli.md and the man page from the program: ``python -m scripts.make_cli_docs``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from copy import copy
from pathlib import Path

import click

from kkr_alloc import __version__
from kkr_alloc.cli.main import COMMANDS, EXIT_CODES, group

DOCS = Path(__file__).resolve().parents[1] / "docs"

HEADER = """# The command line

For everyone who calls `kkr-alloc`, by hand or from a script. `kkr-alloc COMMAND --help` says the same: this
page is made from the program by `python -m scripts.make_cli_docs`.
"""


EXIT_CODE_ORDER = """
5 comes before 4 where both are true. How an error looks in JSON is in [formats.md](formats.md#errors).
"""

ENVIRONMENT = """## Environment

Each option has a variable `KKR_ALLOC_<OPTION>`, the same for every command, and a variable is the option:
what is refused on the command line is refused in a variable. The command line wins. Several values have
semicolons between them; blanks belong to a value.

```sh
KKR_ALLOC_LANG=da kkr-alloc compute
KKR_ALLOC_ELECTION=latest KKR_ALLOC_FORMAT=json kkr-alloc compute
KKR_ALLOC_REGION="hovedstaden;Region Sjælland" kkr-alloc margins
```

`NO_COLOR` (no colours), `COLUMNS` (width) and `TERM=dumb` are respected. `KKR_ALLOC_DEBUG=1` shows where an
internal error happened.
"""

COMPLETION = """## Completion

Commands, options, regions, elections, rule sets and parties are completed with the Tab key.

```sh
eval "$(_KKR_ALLOC_COMPLETE=bash_source kkr-alloc)"       # bash: in ~/.bashrc
eval "$(_KKR_ALLOC_COMPLETE=zsh_source kkr-alloc)"        # zsh: in ~/.zshrc
_KKR_ALLOC_COMPLETE=fish_source kkr-alloc | source        # fish: in ~/.config/fish/completions/kkr-alloc.fish
```

After `--change-mayor Egedal=` come the lists that stand there; bash needs
`COMP_WORDBREAKS=${COMP_WORDBREAKS//=/}` for that.
"""


def document() -> str:
    """The whole page."""
    context = click.Context(copy(group), info_name="kkr-alloc")
    parts = [
        HEADER,
        "## Commands\n",
        _table((f"[`{name}`](#{name})", about) for name, about in COMMANDS.items()),
    ]
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        parts.append(_command(name, command, context))
    codes = _table((str(code.value), meaning) for code, meaning in EXIT_CODES.items())
    parts += ["## Exit codes\n", codes, EXIT_CODE_ORDER, ENVIRONMENT, COMPLETION]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts))


def _command(name: str, command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    lines = [f"## {name}\n", f"`{usage}`\n"]
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines.append(_paragraph(paragraph))
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    if options:
        lines.append(_table((_names(option), _about(option)) for option in options))
    return "\n".join(lines)


def _paragraph(paragraph: str) -> str:
    """A paragraph of the help; one whose lines stay as they are becomes a block."""
    if not paragraph.startswith("\b\n"):
        return " ".join(paragraph.split()) + "\n"
    title, *rest = paragraph.removeprefix("\b\n").split("\n")
    language = "sh" if title == "Examples:" else "text"
    return f"{title}\n\n```{language}\n{inspect.cleandoc(chr(10).join(rest))}\n```\n"


def _names(option: click.Option) -> str:
    value = ""
    if not option.is_flag:
        choices = option.type.choices if isinstance(option.type, click.Choice) else ()
        value = " " + (option.metavar or "|".join(map(str, choices)) or "VALUE")
    names = ", ".join(option.opts)
    return f"`{names}{value}`".replace("|", "\\|")


def _about(option: click.Option) -> str:
    about = " ".join((option.help or "").split()).replace("|", "\\|")
    if option.show_default and option.default is not None:
        about += f" [default: {option.default}]"
    if option.multiple and "repeated" not in about:
        about += " May be repeated."
    return f"{about} `{option.envvar}`" if option.envvar else about


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "| | |\n| --- | --- |\n" + "".join(f"| {name} | {about} |\n" for name, about in rows)


def man_page() -> str:
    """The same as a man page, in roff."""
    context = click.Context(copy(group), info_name="kkr-alloc")
    lines = [
        f'.TH KKR-ALLOC 1 "" "kkr-alloc {__version__}" "User Commands"',
        ".SH NAME",
        rf"kkr-alloc \- {_roff(inspect.cleandoc(group.help or '').splitlines()[0])}",
        ".SH SYNOPSIS",
        ".B kkr-alloc",
        "COMMAND [OPTIONS]",
    ]
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        lines += [f".SH {name.upper()}", *_man_paragraphs(command.help or "")]
        for option in command.params:
            if isinstance(option, click.Option):
                names, about = _names(option).replace("\\|", "|"), _about(option).replace("\\|", "|")
                lines += [".TP", f".B {_roff(names.strip('`'))}", _roff(about.replace("`", ""))]
    lines.append(".SH EXIT STATUS")
    for code, meaning in EXIT_CODES.items():
        lines += [".TP", f".B {code.value}", _roff(meaning)]
    for section in (ENVIRONMENT, COMPLETION):
        title, _, text = section.removeprefix("## ").partition("\n")
        lines += [
            f".SH {title.upper()}",
            *_man_paragraphs(re.sub(r"```sh\n(.*?)```", r"\b\n\1", text, flags=re.DOTALL)),
        ]
    return "\n".join(lines) + "\n"


def _man_paragraphs(text: str) -> Iterable[str]:
    """Paragraphs of help; one whose lines stay as they are becomes a block."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        yield ".PP"
        if paragraph.startswith("\b\n"):
            yield from (".nf", *map(_roff, paragraph.removeprefix("\b\n").splitlines()), ".fi")
        else:
            yield _roff(" ".join(paragraph.replace("`", "").split()))


def _roff(text: str) -> str:
    """A line of text as roff has it: no control line, each backslash and hyphen itself."""
    written = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{written}" if written.startswith((".", "'")) else written


PAGES = {"cli.md": document, "kkr-alloc.1": man_page}
"""File in docs/ -> what writes it."""

if __name__ == "__main__":
    for page, write in PAGES.items():
        (DOCS / page).write_text(write(), encoding="utf-8")
