"""The command line: arguments become one frozen config, which goes to one command.

Commands and everything heavy are imported when they are used, so that ``--help`` is instant.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence

from app.command_configs import (
    AppConfig,
    BenchConfig,
    CameraAction,
    CameraConfig,
    DemoConfig,
    DoctorConfig,
    EditConfig,
    ModelsAction,
    ModelsConfig,
    RenderConfig,
    RestoreConfig,
    RunConfig,
)
from app.config import EngineChoice, NetworkConfig, Precision
from app.errors import AppError, UsageError
from app.hidden_commands import hidden_command
from app.parser import PROGRAM, make_parser
from app.parser.disclosure import disclosure_of
from app.parser.expression import areas_of, tuning_of
from app.parser.sticker import sticker_config
from app.pools import limit_memory_arenas, limit_thread_pools

OK = 0
FAILURE = 1
USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        argv: Arguments without the program's name, None for the process's own.

    Returns:
        0, or 1 for a failure; a wrong command line is 2, some of them as ``SystemExit``.
    """
    hidden = hidden_command(sys.argv[1:] if argv is None else argv)
    if hidden is not None:
        return hidden
    args = make_parser().parse_args(argv)
    _set_up_logging(args.debug)
    limit_thread_pools()
    limit_memory_arenas()
    try:
        return _COMMANDS[args.command or "app"](args)
    except UsageError as error:
        return _complain(str(error), USAGE, debug=args.debug)
    except AppError as error:
        return _complain(str(error), FAILURE, debug=args.debug)
    except KeyboardInterrupt:
        return _complain("interrupted", FAILURE, debug=args.debug)
    except Exception as error:
        line = (
            f"a fault of the program, {type(error).__name__}: {error}. Please report it with --debug's output"
        )
        return _complain(line, FAILURE, debug=args.debug)


def _set_up_logging(debug: bool) -> None:
    from app.logs import set_up_logging
    from app.paths import log_dir

    set_up_logging(debug=debug, folder=log_dir())


def _complain(message: str, code: int, *, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    sys.stderr.write(f"{PROGRAM}: error: {' '.join(message.split())}\n")
    return code


def _networks(args: argparse.Namespace) -> NetworkConfig:
    return NetworkConfig(
        device=args.device,
        precision=Precision(args.precision),
        eye_retargeting="eyes" in args.retarget,
        lip_retargeting="lips" in args.retarget,
    )


def _app(args: argparse.Namespace) -> int:
    from app.commands.window import window

    return window(AppConfig(start=args.start, safe_mode=args.safe_mode))


def _run(args: argparse.Namespace) -> int:
    from app.commands.run import run

    run(
        RunConfig(
            portrait=args.portrait,
            camera=args.camera,
            engine=EngineChoice(args.engine),
            networks=_networks(args),
            outputs=tuple(args.output or RunConfig().outputs),
            size=args.size,
            fps=args.fps,
            duration_s=args.duration,
            stats=args.stats,
            loop=args.loop,
            tuning=tuning_of(args),
            neutral=args.neutral,
            save_neutral=args.save_neutral,
            save_template=args.save_template,
            au_csv=args.au_csv,
            disclosure=disclosure_of(args),
        )
    )
    return OK


def _render(args: argparse.Namespace) -> int:
    from app.commands.render import render

    render(
        RenderConfig(
            portrait=args.portrait,
            driving=args.driving,
            output=args.output,
            engine=EngineChoice(args.engine),
            networks=_networks(args),
            tuning=tuning_of(args),
            neutral=args.neutral,
            save_template=args.save_template,
            au_csv=args.au_csv,
            disclosure=disclosure_of(args),
        )
    )
    return OK


def _edit(args: argparse.Namespace) -> int:
    from app.commands.edit import edit

    edit(
        EditConfig(
            portrait=args.portrait,
            output=args.output,
            engine=EngineChoice(args.engine),
            networks=_networks(args),
            tuning=tuning_of(args),
            disclosure=disclosure_of(args),
        )
    )
    return OK


def _restore(args: argparse.Namespace) -> int:
    from app.commands.restore import restore

    restore(
        RestoreConfig(
            input=args.input,
            reference=args.reference,
            output=args.output,
            factor=args.factor,
            areas=areas_of(args.areas),
            engine=EngineChoice(args.engine),
            networks=_networks(args),
            disclosure=disclosure_of(args),
        )
    )
    return OK


def _sticker(args: argparse.Namespace) -> int:
    from app.commands.sticker import sticker

    sticker(sticker_config(args, _networks(args)))
    return OK


def _demo(args: argparse.Namespace) -> int:
    from app.commands.demo import demo

    demo(DemoConfig(args.output_dir, args.duration, EngineChoice(args.engine), _networks(args)))
    return OK


def _bench(args: argparse.Namespace) -> int:
    from app.commands.bench import bench

    bench(BenchConfig(EngineChoice(args.engine), args.json, args.clip, args.seconds, _networks(args)))
    return OK


def _doctor(args: argparse.Namespace) -> int:
    from app.commands.doctor import doctor

    return OK if doctor(DoctorConfig(json=args.json)) else FAILURE


def _camera(args: argparse.Namespace) -> int:
    from app.commands.camera import camera

    default = CameraConfig(CameraAction(args.action))
    config = CameraConfig(
        action=default.action,
        dry_run=getattr(args, "dry_run", default.dry_run),
        size=getattr(args, "size", default.size),
        fps=getattr(args, "fps", default.fps),
        duration_s=getattr(args, "duration", default.duration_s),
    )
    return OK if camera(config) else FAILURE


def _models(args: argparse.Namespace) -> int:
    from app.commands.models import models

    config = ModelsConfig(
        action=ModelsAction(args.action),
        names=tuple(args.names),
        folder=args.dir,
        source=getattr(args, "source", None),
        json=getattr(args, "json", False),
    )
    return OK if models(config) else FAILURE


_COMMANDS = {
    "app": _app,
    "run": _run,
    "render": _render,
    "edit": _edit,
    "restore": _restore,
    "sticker": _sticker,
    "demo": _demo,
    "bench": _bench,
    "doctor": _doctor,
    "models": _models,
    "camera": _camera,
}
