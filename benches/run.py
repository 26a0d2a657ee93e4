#!/usr/bin/env python3
"""Generates a tenant, imports it, and times Enfilade and its peers on the same edges in one run.

    python3 benches/run.py [S|M|L ...]        needs: pip install numpy pyarrow numba scipy igraph duckdb

Prints the tables of benches/README.md and keeps the raw lines in benches/runs/<date>/.
"""

import datetime
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ["numba", "scipy", "igraph", "duckdb"]
TASKS = ["T1", "T2", "T3"]
# DuckDB takes half a minute a task at L, igraph gigabytes; that is known, and left out there.
SLOW = {"L": ["duckdb"]}
MISSION = "which guests reach finance apps | count"


def run(command, **kwargs):
    done = subprocess.run(command, capture_output=True, text=True, **kwargs)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def timed(command, env=None):
    """Wall seconds, CPU seconds and peak MB of a process, as the system counted them."""
    out = subprocess.run(
        ["/usr/bin/time", "-f", "%e %U %S %M", *map(str, command)],
        capture_output=True,
        text=True,
        env={**os.environ, **(env or {})},
    )
    if out.returncode != 0:
        sys.exit(out.stderr)
    wall, user, system, peak = out.stderr.strip().splitlines()[-1].split()
    return {"wall_s": float(wall), "cpu_s": float(user) + float(system), "mb": int(peak) // 1024}


def best(measure, runs=5):
    return min((measure() for _ in range(runs)), key=lambda figures: figures["wall_s"])


def size(name, work, lines):
    target = ROOT / "target/release"
    cli, testkit = target / "enfilade", target / "enfilade-testkit"
    export, edges, snapshot = work / f"{name}.json", work / name, work / f"{name}.enf"
    if not export.exists():
        run([testkit, "tenant", "-s", name, "-f", "azurehound", "-o", export])
        run([testkit, "tenant", "-s", name, "-f", "edges", "-o", edges])
    megabytes = export.stat().st_size / 1e6

    def note(**line):
        line["size"] = name
        lines.append(line)
        print(json.dumps(line), flush=True)

    for threads, pin in ((1, ["taskset", "-c", "0"]), (2, [])):
        env = {"RAYON_NUM_THREADS": str(threads)}
        figures = best(lambda: timed([*pin, cli, "import", export, "-o", snapshot], env), 3)
        note(peer="enfilade", task=f"import, {threads} cores", mbs=megabytes / figures["wall_s"], **figures)
    figures = best(lambda: timed([cli, "query", snapshot, MISSION]))
    note(peer="enfilade", task="T8", **figures)
    everything = ["query", snapshot, "users reach resources", "-o", work / "all.parquet"]
    if name != "L":
        note(peer="enfilade", task="every row to Parquet", **best(lambda: timed([cli, *everything]), 1))
    for line in run([target / "examples/tasks", snapshot, edges / "samples.json"]).splitlines():
        note(**json.loads(line))
    env = {**os.environ, "PEERS_DATA": str(work)}
    for peer in PEERS:
        for task in TASKS if peer not in SLOW.get(name, []) else []:
            script = ROOT / f"benches/peers/{peer}_peer.py"
            runs = [run([sys.executable, script, name, task], env=env) for _ in range(3)]
            results = [json.loads(r.split("RESULT ", 1)[1]) for r in runs]
            note(**min(results, key=lambda result: result["q_s"]))


def check(lines, name):
    """Whether everyone counted the same."""
    for task, key in (("T1", "chk"), ("T2", "pairs"), ("T3", None)):
        found = [line["res"] for line in lines if line["size"] == name and line["task"] == task]
        values = {res.get(key or "n", res.get("pairs")) for res in found}
        if len(values) != 1:
            sys.exit(f"{task} at {name}: the answers differ: {found}")


def table(lines, name):
    rows = [line for line in lines if line["size"] == name]
    print(f"\n## {name}\n\n| task | enfilade | " + " | ".join(PEERS) + " | best peer / enfilade |")
    print("|---|" + "---|" * (len(PEERS) + 2))
    for task in TASKS:
        of = {row["peer"]: row["q_s"] for row in rows if row["task"] == task}
        cells = [f"{of[peer]:.3f}" if peer in of else "-" for peer in PEERS]
        ratio = min(of[peer] for peer in PEERS if peer in of) / of["enfilade"]
        print(f"| {task} | {of['enfilade']:.4f} | " + " | ".join(cells) + f" | {ratio:.1f} |")
    for row in rows:
        if row["peer"] == "enfilade" and "wall_s" in row:
            speed = f", {row['mbs']:.0f} MB/s" if "mbs" in row else ""
            print(
                f"\n{row['task']}: {row['wall_s']:.2f} s wall, {row['cpu_s']:.2f} s CPU, {row['mb']} MB{speed}"
            )


def main():
    names = sys.argv[1:] or ["S", "M"]
    work = pathlib.Path(os.environ.get("ENFILADE_BENCH_DATA", "/tmp/enfilade-benches"))
    work.mkdir(parents=True, exist_ok=True)
    build = ["cargo", "build", "--release", "--locked", "--manifest-path", ROOT / "Cargo.toml"]
    run([*build, "-p", "enfilade-cli", "-p", "enfilade-testkit"])
    run([*build, "-p", "enfilade-access", "--example", "tasks"])
    lines = []
    for name in names:
        size(name, work, lines)
        check(lines, name)
    folder = ROOT / "benches/runs" / datetime.date.today().isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        own = [json.dumps(line) for line in lines if line["size"] == name]
        (folder / f"{name}.jsonl").write_text("\n".join(own) + "\n")
        table(lines, name)


if __name__ == "__main__":
    main()
