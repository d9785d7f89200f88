"""The language that a command speaks to people: --lang, or KKR_ALLOC_LANG; English unless told otherwise.

It is needed before the command line is parsed, for what is wrong with it; so it is looked for among the
arguments once, and --lang itself only checks its value.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from kkr_alloc.cli.arguments import last_given
from kkr_alloc.text import IN_ENGLISH, Language

LANGUAGES = ("en", "da")
VARIABLE = "KKR_ALLOC_LANG"


def language_option() -> click.Option:
    """--lang, which every command takes."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        envvar=VARIABLE,
        expose_value=False,
        help="Language of what people read; data formats stay the same.  [default: en]",
    )


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that the arguments or the environment ask for; the last --lang counts."""
    code = last_given(arguments, VARIABLE, "--lang")
    if code not in LANGUAGES or code == IN_ENGLISH.code:
        return IN_ENGLISH
    from kkr_alloc import bundled

    return bundled.language(code)


def current_language() -> Language:
    """The language of the command that runs now."""
    context = click.get_current_context(silent=True)
    found = context.find_object(Language) if context else None
    return found or IN_ENGLISH
