"""``sticker``: a set of animated stickers of a portrait, and a sheet of all of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from rich.console import Console

from app.command_configs import StickerConfig
from app.commands.counting import counting_bar
from app.config import StickerBackground, StickerFormat
from app.pipeline.engines.choose import choose_engine
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.provenance.source_type import SourceType, mark_due
from app.pipeline.stickers.caption import Caption, lay_out
from app.pipeline.stickers.catalogue import choose_expressions
from app.pipeline.stickers.choreography import Choreography
from app.pipeline.stickers.encoding import FRAME_MS, EncodedSticker, encode_animation, encode_still
from app.pipeline.stickers.folder import StickerFolder
from app.pipeline.stickers.outline import RGBAImage, bust_shape, with_outline
from app.pipeline.stickers.segmentation import Segmenter
from app.pipeline.stickers.sheet import contact_sheet
from app.pipeline.stickers.stage import Scene, open_stage, set_scene
from app.tuning import Controls

SHEET = "contact-sheet.png"

Draw = Callable[[Controls], RGBAImage]
"""A finished sticker, side x side x 4 uint8, with an expression."""


def sticker(config: StickerConfig) -> None:
    """Writes a file for each expression, and a contact sheet.

    Raises:
        UsageError: An expression is not known, or the caption is empty or too long.
        AppError: Portrait, engine, font or folder cannot be used.
    """
    expressions = choose_expressions(config.expressions)
    caption = None if config.caption is None else lay_out(config.caption, config.size)
    names = [f"{one.name}.{config.format.value}" for one in expressions]
    folder = StickerFolder(config.output, [*names, SHEET])
    with ExitStack() as opened:
        written: list[str] = []
        opened.callback(_print_lines, written)  # also what was written before a failure
        opened.callback(folder.forget)
        portrait = load_portrait(config.portrait)
        mark = mark_due(SourceType.GENERATED, portrait.source_type, label=config.label)
        draw = _open_artist(config, portrait, caption, opened)
        progress = opened.enter_context(counting_bar())
        frames = sum(_frame_count(one, config.format) for one in expressions)
        task = progress.add_task("drawing", total=frames + len(expressions))
        stills = []
        for one, name in zip(expressions, names, strict=True):
            still = draw(one.at(one.peak))
            stills.append(still)
            encoded = _encoded(one, still, config.format, mark, draw, lambda: progress.advance(task))
            written.append(_summary(folder.write(name, encoded.data), encoded))
            progress.advance(task)
        data = contact_sheet(stills, [one.name for one in expressions], mark)
        written.append(f"wrote {folder.write(SHEET, data)}")


def _open_artist(
    config: StickerConfig, portrait: Portrait, caption: Caption | None, opened: ExitStack
) -> Draw:
    transparent = config.background is StickerBackground.TRANSPARENT
    segmenter = opened.enter_context(Segmenter())
    engine = choose_engine(config.engine, config.networks)
    opened.callback(engine.close)
    captioned = caption is not None
    scene = set_scene(portrait, segmenter, config.size, caption=captioned, within=not transparent)
    stage = open_stage(engine, segmenter, scene, opened, transparent=transparent)
    finish = _cut_out(scene, outline=config.outline) if transparent else None

    def draw(controls: Controls) -> RGBAImage:
        picture = stage.show(controls)
        picture = picture if finish is None else finish(picture)
        return picture if caption is None else caption.drawn_on(picture)

    return draw


def _cut_out(scene: Scene, *, outline: bool) -> Callable[[RGBAImage], RGBAImage]:
    shape = bust_shape(scene.side, scene.shown)

    def finish(picture: RGBAImage) -> RGBAImage:
        alpha = np.round(picture[..., 3] * shape).astype(np.uint8)
        cut = np.dstack([picture[..., :3], alpha])
        return with_outline(cut) if outline else cut

    return finish


def _frame_count(one: Choreography, kind: StickerFormat) -> int:
    return 0 if kind is StickerFormat.PNG else len(one.frames(FRAME_MS[kind]))


def _encoded(
    one: Choreography,
    still: RGBAImage,
    kind: StickerFormat,
    mark: SourceType | None,
    draw: Draw,
    drawn: Callable[[], None],
) -> EncodedSticker:
    if kind is StickerFormat.PNG:
        return encode_still(still, mark)
    frames = []
    for controls in one.frames(FRAME_MS[kind]):
        frames.append(draw(controls))
        drawn()
    return encode_animation(frames, FRAME_MS[kind], kind, source_type=mark)


def _summary(path: Path, encoded: EncodedSticker) -> str:
    details = [f"{len(encoded.data) / 1000:.0f} kB"]
    if encoded.frame_ms:
        details += [f"{encoded.frames} frames", f"{1000 / encoded.frame_ms:.3g} a second"]
    if encoded.quality is not None:
        details.append(f"quality {encoded.quality}")
    return f"wrote {path} ({', '.join(details)})"


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        Console().print(line, markup=False, highlight=False, soft_wrap=True)
