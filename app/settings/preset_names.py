"""What a preset may be called: the name is its file's name on every system."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 60

_SEPARATORS = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


def name_flaw(name: str) -> str | None:
    """Why it cannot be a name, None where it can."""
    if not name.strip():
        return "it is empty"
    if len(name) > MOST_CHARACTERS:
        return f"it is longer than {MOST_CHARACTERS} characters"
    if not name.isprintable() or unicodedata.normalize("NFC", name) != name:
        return "it has characters that cannot be shown"
    if _SEPARATORS.search(name):
        return 'it has one of < > : " / \\ | ? *'
    if name != name.strip() or name[0] == "." or name[-1] == ".":
        return "it begins or ends with a dot or a space"
    if _RESERVED.fullmatch(name):
        return "Windows keeps that name for itself"
    return None


def tidy_name(text: str) -> str:
    """What was typed or found, without spaces around it and with accents in one piece."""
    return unicodedata.normalize("NFC", text).strip()


def same_name(name: str) -> str:
    """One spelling for names that some systems cannot tell apart."""
    return unicodedata.normalize("NFC", name).casefold()
