"""The language that a command speaks to people: --lang, or KKR_ALLOC_LANG, else English; never the system's.

It is needed before the command line is parsed, for its help and for what is wrong with it; so the arguments
are searched for it once, and --lang itself only checks its value.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence

import click

from kkr_alloc.cli.arguments import last_given
from kkr_alloc.cli.usage import Choice
from kkr_alloc.text import IN_ENGLISH, NOTATIONS, Language

VARIABLE = "KKR_ALLOC_LANG"


def language_option() -> click.Option:
    """--lang, which every command takes."""
    return click.Option(
        ["--lang"],
        type=Choice(NOTATIONS),
        envvar=VARIABLE,
        expose_value=False,
        help="Language of what people read; data formats stay the same.  [default: en]",
    )


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that the arguments or the environment ask for; the last --lang counts."""
    code = last_given(arguments, VARIABLE, "--lang")
    if code not in NOTATIONS or code == IN_ENGLISH.code:
        return IN_ENGLISH
    from kkr_alloc import bundled

    return bundled.language(code)


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
    found = context.find_object(Language) if context else None
    return found or IN_ENGLISH
