"""Matching at full size: makes invented instances of several shapes, runs the command on each.

python benchmarks/matching.py FOLDER [--shapes plain tight …] [--seekers 100000] [--posts 20000]
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

MIB = 1 << 10
SHAPES = ("plain", "tight", "short", "skewed", "flat", "fine", "by_post", "product", "near")


def scores(shape: str, dice: np.random.Generator, seeker: np.ndarray, post: np.ndarray,
           seekers: int, posts: int) -> np.ndarray:  # fmt: skip
    """Return the scores: evenly drawn, all the same, finely graded, or governed by the post."""
    if shape == "flat":
        return np.full(len(seeker), 7)
    if shape == "fine":
        return dice.integers(1, 10_000_001, len(seeker))
    if shape == "by_post":
        return dice.integers(1, 1001, posts)[post] + dice.integers(0, 3, len(seeker))
    if shape == "product":
        return dice.integers(1, 1001, posts)[post] * dice.integers(1, 1001, seekers)[seeker]
    return dice.integers(1, 101, len(seeker))


def make(shape: str, *, seekers: int, posts: int, pairs: int, seed: int) -> dict[str, list]:
    """Return an instance: who is eligible where, with what score, for how many vacancies."""
    dice = np.random.default_rng(seed)
    seeker = dice.integers(0, seekers, pairs + pairs // 2)
    if shape == "skewed":
        post = dice.zipf(1.3, len(seeker)) % posts
    elif shape == "near":
        post = (seeker * posts // seekers + dice.integers(-40, 41, len(seeker))) % posts
    else:
        post = dice.integers(0, posts, len(seeker))
    drawn = dice.permutation(np.unique(seeker * posts + post))[:pairs]
    seeker, post = drawn // posts, drawn % posts
    worth = scores(shape, dice, seeker, post, seekers, posts)
    if shape in {"tight", "flat", "product"}:
        vacancies = np.ones(posts, dtype=int)
    elif shape == "short":
        vacancies = dice.integers(0, 2, posts)
    else:
        vacancies = dice.integers(0, 12, posts)
    listed = zip(seeker.tolist(), post.tolist(), worth.tolist(), strict=True)
    return {
        "seekers": [{"seeker_id": f"S{each:06}"} for each in range(seekers)],
        "posts": [{"post_id": f"P{number:05}", "vacancies": each}
                  for number, each in enumerate(vacancies.tolist())],
        "eligible_scores": [[f"S{who:06}", f"P{where:05}", worth] for who, where, worth in listed],
    }  # fmt: skip


def run(path: Path) -> dict[str, object]:
    """Run the command in a process of its own; return time, memory and answer."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    before, start = used.ru_utime + used.ru_stime, time.perf_counter()
    command = [sys.executable, "-m", "shouwang.cli.main", "match", str(path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as started:
        answer = json.loads(started.communicate()[0])
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(seconds, 1),
        "processor_seconds": round(after.ru_utime + after.ru_stime - before, 1),
        "peak_so_far_mb": round(after.ru_maxrss / MIB),
        "total_score": answer["total_score"],
        "placed": len(answer["placements"]),
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=SHAPES)
    parser.add_argument("--seekers", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for shape in asked.shapes:
        path = asked.folder / f"{shape}.json"
        made = make(shape, seekers=asked.seekers, posts=asked.posts, pairs=asked.pairs,
                    seed=asked.seed)  # fmt: skip
        path.write_text(json.dumps(made), encoding="utf-8")
        pairs = len(made["eligible_scores"])
        del made
        print(json.dumps({"shape": shape, "pairs": pairs, **run(path)}), flush=True)


if __name__ == "__main__":
    main()
