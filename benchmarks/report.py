"""The measured figures as Markdown."""

import os
import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

LABELS = {
    "shouwang": "Shouwang",
    "duckdb": "hand-written SQL, DuckDB",
    "polars": "Polars script",
    "scan": "bare scan",
}
LIBRARIES = ("shouwang", "duckdb", "polars", "pyarrow", "sqlglot")


def machine() -> dict[str, Any]:
    """Return what it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    model = ""
    about = Path("/proc/cpuinfo")
    if about.exists():
        lines = about.read_text(encoding="utf-8").splitlines()
        model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), "")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory),
        "processor": model,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
    }


def as_markdown(answer: Mapping[str, Any]) -> str:
    """Return the tables."""
    return "\n".join([*_head(answer), *_contenders(answer), *_growth(answer), *_aside(answer)])


def _head(answer: Mapping[str, Any]) -> Iterator[str]:
    about, options = answer["machine"], answer["options"]
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    yield (
        f"Machine: {about['cores']} cores ({about['processor'] or 'unknown'}),"
        f" {about['memory_gb']} GB, {about['system']}, Python {about['python']}; {versions}."
    )
    yield ""
    yield (
        f"Data: {answer['rows']:,} rows in {answer['banners']} banners ({answer['households']:,}"
        f" households, {answer['people']:,} people, {answer['claims']:,} claims),"
        f" {answer['bytes'] / 1e6:,.0f} MB of Parquet; {answer['findings']:,} findings,"
        f" `{answer['findings_sha256'][:16]}…`. {options['rounds']} rounds in turn,"
        f" {options['threads']} threads, Shouwang's limit {options['memory']}."
    )
    yield ""


def _contenders(answer: Mapping[str, Any]) -> Iterator[str]:
    first, scan = answer["medians"]["shouwang"], answer["medians"]["scan"]
    yield ("| | median s | least – most s | processor s | peak MB | × Shouwang | × bare scan |")
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, row in answer["medians"].items():
        base, _, form = name.partition(" ")
        yield (
            f"| {LABELS[base]} {form}".rstrip() + f" | {row['seconds']:.2f}"
            f" | {row['least']:.2f} – {row['most']:.2f} | {row['processor']:.1f}"
            f" | {row['megabytes']:,.0f} | {row['seconds'] / first['seconds']:.2f}"
            f" | {row['seconds'] / scan['seconds']:.1f} |"
        )
    yield ""


def _growth(answer: Mapping[str, Any]) -> Iterator[str]:
    if not answer["growth"]:
        return
    yield "| banners | rows | median s | s a million rows | peak MB |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    for row in answer["growth"]:
        yield (
            f"| {row['banners']} | {row['rows']:,} | {row['seconds']:.2f}"
            f" | {row['seconds'] / row['rows'] * 1e6:.3f} | {row['megabytes']:,.0f} |"
        )
    yield ""


def _aside(answer: Mapping[str, Any]) -> Iterator[str]:
    row = answer["aside"]
    yield "| timed apart | s |"
    yield "| --- | ---: |"
    yield f"| load the packs | {row['load_policy']:.2f} |"
    yield f"| compile {row['checks_compiled']:.0f} checks | {row['compile_all']:.2f} |"
    yield (
        f"| screening with the what-if table kept ({row['values_rows']:,.0f} rows,"
        f" {row['values_megabytes']:,.0f} MB) | {row['screen_with_values']:.2f} |"
    )
    yield f"| hash of the findings | {row['hash']:.2f} |"
    yield (
        f"| `whatif` on one parameter ({row['whatif_checks']:.0f} checks depend on it)"
        f" | {row['whatif']:.2f} |"
    )
    yield ""
