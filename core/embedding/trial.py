"""Making the light form of the embedding model, and trying it against the weights it is made from.

`python -m core.embedding.trial` does both for the environment it runs in (installer/setup.py calls it).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from core.embedding.embedder import Vector
from core.embedding.light import load_light
from core.embedding.sentences import SentenceEmbedder
from core.errors import MachineError
from core.inference.conversion import Form, convert
from core.inference.light import LightFile, Trial, keep_trial, place_light, shared_folder
from core.inference.models import ModelFile, digest_file, find_model, verify_model
from core.inference.process import Child
from core.model.wording import embedded_text

LEAST = 0.9995
"""The least cosine between both forms of any text of the trial."""

_PROSE = (
    "The ferry to Vinge leaves at seven from the long pier, and whoever comes late waits in the boathouse until the "
    "evening; there is a stove, a shelf of books that nobody has ever taken home, and a window towards the islands. "
)
TEXTS = (
    "",
    " ",
    "a",
    "?",
    "ferry",
    "When does the ferry to Vinge leave?",
    embedded_text("Nora", "The boat is painted.", ("a red boat on a trestle",)),
    "No. Not 3 o'clock: 15:30, at gate B12 (call +47 555 01 23 or write to nora@example.org) for €1,234.56!",
    "def encode(text: str) -> bytes:\n    return text.encode('utf-8')  # tabs\tand\r\nbreaks",
    "NAÏVE café, résumé, e\u0301 and ﬁne Ⅷ, straße, İstanbul, Ελληνικά ΆΈ, Русский текст",
    "日本語の本を読む。 中文句子，没有空格。 한국어 문장입니다. ไทย हिन्दी में वाक्य نص عربي",
    "😀 👩‍👩‍👧 a\u200bb\x00c\ufffd…—“quoted” [CLS] [MASK] ##ing",
    "x" * 300,
    "supercalifragilisticexpialidocious " * 60,
    _PROSE,
    _PROSE * 3,
    _PROSE * 9,
    "word " * 253,
    "word " * 254,
    "word " * 255,
    "word " * 1000,
)
"""Every length, scripts the tokenizer treats differently, the border of truncation (256 tokens) and far beyond."""


def make_light(
    source: ModelFile, folder: Path, reference: Callable[[Sequence[str]], Vector], form: Form = Form.FLOAT16
) -> LightFile:
    """Convert `source` into `folder` and try the result against `reference`, which encodes with the weights themselves.

    A file that fails is removed, and the record says so (`trial.problem`).

    Raises:
        ModelUnavailable: the source is not what it should be or cannot be converted, or one of both cannot run.
        MachineError: `folder` cannot be written.
    """
    checksum = verify_model(source)
    path = place_light(source, folder, form)
    convert(source.path, path, form)
    made = digest_file(path)
    light, whole = _encode(path), reference(TEXTS)
    # A module behind the pooling may give another number of dimensions.
    worst = float(np.min(np.sum(light * whole, axis=1))) if light.shape == whole.shape else -1.0
    problem = ""
    if not worst >= LEAST:  # also where it is not a number
        path.unlink()
        problem = f"Its light form gives other vectors (cosine {worst:.4f} at worst) and is not used."
    return keep_trial(path, Trial(checksum, made, worst, problem))


def _encode(path: Path) -> Vector:
    def load(child: Child) -> None:
        load_light(child, path)

    child = Child("light", load, idle_seconds=60)
    try:
        header, payload = child.call("encode", texts=list(TEXTS))
    finally:
        child.close()
    rows: Vector = np.frombuffer(payload, "<f4").reshape(header["shape"])
    return rows


def main() -> int:
    """Make the light form for this environment. Returns 0; 1 when it will not be used, after saying why."""
    embedder = SentenceEmbedder()
    try:
        problem = make_light(find_model("embedding"), shared_folder(), embedder.encode_bulk).trial.problem
    except MachineError as error:
        problem = str(error)
    finally:
        embedder.close()
    sys.stderr.write(problem)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
