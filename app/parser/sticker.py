"""``sticker``: a set of animated stickers."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.command_configs import StickerConfig
from app.config import STICKER_SIZES, EngineChoice, NetworkConfig, StickerBackground, StickerFormat
from app.parser import arguments
from app.parser.disclosure import add_label
from app.parser.hints import Commands
from app.parser.options import add_engine


def add_sticker(commands: Commands) -> None:
    """``sticker``."""
    sticker = commands.add_parser(
        "sticker",
        help="make a set of animated stickers of a portrait",
        description="Make animated stickers of a portrait, a file for each expression, and a sheet of all.",
    )
    _add_what(sticker)
    _add_look(sticker)
    add_engine(sticker)
    add_label(sticker)


def _add_what(command: argparse.ArgumentParser) -> None:
    command.add_argument("--portrait", type=Path, required=True, metavar="FILE", help="picture to animate")
    command.add_argument(
        "--output", type=Path, required=True, metavar="DIR", help="folder to write to; made if it is missing"
    )
    command.add_argument(
        "--set",
        type=arguments.specification,
        default="basic",
        metavar="NAMES",
        help="basic, all, or names of expressions with commas between them; "
        "an unknown one lists them (default: basic)",
    )
    command.add_argument("--caption", metavar="TEXT", help="words on every sticker, two lines at most")


def _add_look(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--size",
        type=int,
        choices=STICKER_SIZES,
        default=STICKER_SIZES[-1],
        help=f"pixels a side (default: {STICKER_SIZES[-1]})",
    )
    command.add_argument(
        "--format",
        choices=[kind.value for kind in StickerFormat],
        default=StickerFormat.WEBP.value,
        help="webp, gif and apng are animated, png is a still (default: webp)",
    )
    command.add_argument(
        "--background",
        choices=[background.value for background in StickerBackground],
        default=StickerBackground.TRANSPARENT.value,
        help="cut the person out, or keep the picture's background (default: transparent)",
    )
    command.add_argument(
        "--no-outline",
        dest="outline",
        action="store_false",
        help="no white line around a person that is cut out",
    )


def sticker_config(args: argparse.Namespace, networks: NetworkConfig) -> StickerConfig:
    """What was asked for."""
    return StickerConfig(
        portrait=args.portrait,
        output=args.output,
        expressions=tuple(args.set.split(",")),
        caption=args.caption,
        size=args.size,
        format=StickerFormat(args.format),
        background=StickerBackground(args.background),
        outline=args.outline,
        engine=EngineChoice(args.engine),
        networks=networks,
        label=args.label,
    )
