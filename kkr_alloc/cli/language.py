"""What must be known before the command line is parsed: for its help, and for what is wrong with it.

That is the language (--lang, or KKR_ALLOC_LANG, else English; never the system's), and the format, which an
error has too. So the arguments are searched for both once, and --lang itself only checks its value.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Sequence

import click

from kkr_alloc.text import IN_ENGLISH, NOTATIONS, Language


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that the arguments or the environment ask for."""
    code = _last_value(arguments, "KKR_ALLOC_LANG", "--lang")
    if code not in NOTATIONS or code == IN_ENGLISH.code:
        return IN_ENGLISH
    from kkr_alloc import bundled

    return bundled.language(code)


def asked_format(arguments: Sequence[str]) -> str:
    """The format that the arguments or the environment ask for, good or not; empty for none."""
    return _last_value(arguments, "KKR_ALLOC_FORMAT", "--format|-[hqv]*f")  # -vf: flags before it


def _last_value(arguments: Sequence[str], variable: str, option: str) -> str:
    """The value of an option (a pattern) where it is given last, else its variable's, else nothing."""
    value = os.environ.get(variable, "")
    for position, argument in enumerate(arguments):
        if argument == "--":  # no options follow
            break
        if found := re.fullmatch(f"(?:{option})=?(.*)", argument, re.DOTALL):
            value = found[1] or "".join(arguments[position + 1 : position + 2])
    return value


def bind(language: Language) -> None:
    """Let gettext, which click asks for its messages, speak this language and not the system's."""
    os.environ["LANGUAGE"] = language.code
    if language.code != IN_ENGLISH.code:
        from kkr_alloc import bundled

        gettext.bindtextdomain(bundled.CATALOGUE, bundled.data_file("locale"))
        gettext.textdomain(bundled.CATALOGUE)


def current_language() -> Language:
    """The language of the command that runs now."""
    context = click.get_current_context(silent=True)
    return (context and context.find_object(Language)) or IN_ENGLISH
