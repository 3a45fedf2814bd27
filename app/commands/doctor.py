"""``doctor``: what this machine has and lacks, and what to do about it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from app.command_configs import DoctorConfig
from app.commands.checks import CHECKS
from app.commands.findings import Finding, Verdict

_STYLES = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red"}


def doctor(config: DoctorConfig) -> bool:
    """Runs every check and prints what was found.

    Returns:
        True when nothing failed; warnings are no failures.
    """
    findings = [finding for check in CHECKS for finding in check()]
    if config.json:
        sys.stdout.write(as_json(findings) + "\n")
    else:
        _print(findings)
    return all(finding.verdict is not Verdict.FAIL for finding in findings)


def as_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON list of objects with check, verdict, detail and fix."""
    rows = [
        {"check": one.check, "verdict": one.verdict.value, "detail": one.detail, "fix": one.fix}
        for one in findings
    ]
    return json.dumps(rows, indent=2)


def _print(findings: Sequence[Finding]) -> None:
    console = Console()
    for finding in findings:
        line = Text.assemble(
            (f"{finding.verdict.value:4}", _STYLES[finding.verdict]), f"  {finding.check}: {finding.detail}"
        )
        if finding.fix:
            line.append(f". {finding.fix}")
        console.print(line, soft_wrap=True, highlight=False)
