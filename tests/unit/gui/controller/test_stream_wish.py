from __future__ import annotations

from dataclasses import replace

from app.config import Corner, Disclosure
from app.gui.controller.stream_wish import stream_config
from app.settings.model import DEFAULTS


def test_what_is_set_of_disclosure_is_wished_of_the_stream() -> None:
    wanted = Disclosure(label=False, badge=Corner.TOP_RIGHT)
    settings = replace(DEFAULTS, stream=replace(DEFAULTS.stream, disclosure=wanted))
    assert stream_config(settings).disclosure == wanted


def test_files_are_marked_and_pictures_bare_unless_somebody_says_otherwise() -> None:
    assert stream_config(DEFAULTS).disclosure == Disclosure(label=True, badge=None)
