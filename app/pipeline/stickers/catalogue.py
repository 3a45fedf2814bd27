"""The expressions there are, and how they are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import UsageError
from app.pipeline.stickers import basic_expressions as basic
from app.pipeline.stickers import more_expressions as more
from app.pipeline.stickers.choreography import Choreography

BASIC = (
    *(basic.SMILE, basic.LAUGH, basic.WINK, basic.SURPRISE),
    *(basic.SAD, basic.ANGRY, basic.KISS, basic.LOVE),
)
"""What a conversation needs most."""

EXPRESSIONS = (
    *BASIC,
    *(more.SLEEPY, more.EYE_ROLL, more.SHY, more.THINKING, more.CHEEKY, more.SHOCKED),
    *(more.PROUD, more.BORED, more.YES, more.NO, more.CONFUSED, more.SUSPICIOUS),
)
"""Every expression there is, in the order of a sheet."""


def choose_expressions(wanted: Sequence[str]) -> tuple[Choreography, ...]:
    """Expressions by name, ``basic`` and ``all`` among them, each once, in the order asked for.

    Raises:
        UsageError: None is asked for, or one is not known.
    """
    known = {one.name: (one,) for one in EXPRESSIONS} | {"basic": BASIC, "all": EXPRESSIONS}
    names = [name.strip().lower() for name in wanted]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        what = f"there is no expression {unknown[0]!r}" if unknown else "no expression is chosen"
        why = f"known are {', '.join(one.name for one in EXPRESSIONS)}"
        raise UsageError(what, why, "Choose some of these with commas between them, or basic, or all")
    return tuple(dict.fromkeys(one for name in names for one in known[name]))
