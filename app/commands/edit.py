"""``edit``: a picture with another expression."""

from __future__ import annotations

from contextlib import ExitStack

from rich.console import Console

from app.command_configs import EditConfig
from app.errors import UsageError
from app.pipeline.engines.choose import choose_engine
from app.pipeline.portrait.badge import open_badge
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.provenance.source_type import SourceType, mark_due
from app.pipeline.sinks.recorder import IMAGE_ENDINGS, open_recorder
from app.pipeline.tuned import at_rest

_ENDINGS = IMAGE_ENDINGS | {".webp"}


def edit(config: EditConfig) -> None:
    """Draws a portrait with the controls asked for; without any, as the engine draws it at rest.

    Raises:
        UsageError: The output is no picture.
        AppError: Portrait, engine or output cannot be used.
    """
    if config.output.suffix.lower() not in _ENDINGS:
        raise UsageError(
            f"cannot write '{config.output}'",
            f"'{config.output.suffix}' is no picture's ending",
            f"Choose one of {', '.join(sorted(_ENDINGS))}",
        )
    with ExitStack() as opened:
        portrait = load_portrait(config.portrait)
        mark = mark_due(SourceType.GENERATED_IN_PART, portrait.source_type, label=config.disclosure.label)
        recorder = opened.enter_context(open_recorder(config.output, portrait.size, 1, source_type=mark))
        with_badge = open_badge(portrait.size, config.disclosure.badge)
        engine = choose_engine(config.engine, config.networks)
        opened.callback(engine.close)
        engine.tune(config.tuning)
        engine.set_portrait(portrait)
        recorder.write(with_badge(engine.render(at_rest(config.tuning))))
    Console().print(f"wrote {config.output}", markup=False, highlight=False, soft_wrap=True)
