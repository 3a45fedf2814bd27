"""One parser under atheris, which looks for inputs that reach new lines of it."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

_MOST_BYTES = 20_000
_HANG_S = 30
_MEMORY_MB = 4_000
_CHILD = "--child"


def main(name: str, seconds: int) -> int:
    """Runs libFuzzer in a child, which never comes back by itself; tells how far it got."""
    if find_spec("atheris") is None:
        sys.stdout.write(
            "atheris: skipped, it is not installed (pip install -e '.[fuzz]', Linux, Python 3.11)\n"
        )
        return 0
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - ours
            [sys.executable, "-m", "tests.fuzz.guided", _CHILD, name, str(seconds), folder],
            capture_output=True,
            text=True,
            check=False,
            errors="replace",
        )
    runs = re.findall(r"^#(\d+)\s.*?cov: (\d+)", done.stderr, re.MULTILINE)
    tried, reached = runs[-1] if runs else ("0", "0")
    sys.stdout.write(f"atheris: {int(tried):,} inputs, {reached} places of the code reached\n")
    if done.returncode:
        sys.stderr.write(done.stderr[-3_000:])
    return done.returncode


def _child(name: str, seconds: int, folder: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["app"]):
        from tests.fuzz.parsers import PARSERS
    from tests.fuzz.trial import attempt

    logging.disable(logging.CRITICAL)
    parser = next(one for one in PARSERS if one.name == name)
    corpus, place = folder / "corpus", folder / "place"
    corpus.mkdir()
    place.mkdir()
    for number, seed in enumerate(parser.seeds()):
        if len(seed) <= _MOST_BYTES:
            (corpus / str(number)).write_bytes(seed)

    def one(data: bytes) -> None:
        attempt(parser, data, place)

    options = [
        f"-max_total_time={seconds}",
        f"-max_len={_MOST_BYTES}",
        f"-timeout={_HANG_S}",
        f"-rss_limit_mb={_MEMORY_MB}",
        f"-artifact_prefix={tempfile.gettempdir()}/finding-",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == _CHILD:
        _child(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        sys.exit(main(sys.argv[1], int(sys.argv[2])))
