"""Run the benches: `python -m tests.bench [SUBJECT…]`, all of them when none is named.

Figures go to standard output, one JSON object a line; everything else goes to standard error. Exit code 2: there is no
such subject. 1: a subject failed.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Sequence

from tests.bench.figure import print_figures, say

SUBJECTS = (
    "ingest",
    "recall",
    "answers",
    "overwrites",
    "diary",
    "start",
    "stalls",
    "embedding",
    "memory",
    "memories",
    "scale",
    "forgetting",
    "sleep",
    "flash",
    "engine",
    "plan",
    "archive",
    "imports",
    "backups",
    "folders",
    "secrets",
    "kills",
)


def main(names: Sequence[str]) -> int:
    """Measure the named subjects and return the exit code."""
    unknown = [name for name in names if name not in SUBJECTS]
    if unknown:
        say(f"There is no bench “{unknown[0]}”. There are: {', '.join(SUBJECTS)}.")
        return 2
    if len(names) == 1:
        print_figures(names[0], importlib.import_module(f"tests.bench.{names[0]}").figures())
        return 0
    return measure_apart(names or SUBJECTS, lambda name: [sys.executable, "-m", "tests.bench", name])


def measure_apart(names: Sequence[str], command: Callable[[str], Sequence[str]]) -> int:
    """Measure each subject in a process of its own. Returns 1 if one failed; the others are measured all the same.

    Apart, because what one leaves in memory would be measured in the next.
    """
    failed = []
    for name in names:
        say(f"— {name}")
        if subprocess.run(command(name), check=False).returncode:
            failed.append(name)
    if failed:
        say(f"Not measured to the end: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
