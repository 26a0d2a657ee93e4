#!/usr/bin/env python3
"""Generates a tenant, imports it, and times Enfilade and its peers on the same edges in one run.

    python3 benches/run.py [S|M|L ...]        needs: pip install numpy pyarrow numba scipy igraph duckdb
                                              apt-get install time util-linux (/usr/bin/time, taskset)

Prints the tables of benches/README.md, and keeps the raw lines in benches/runs/<date>/.
"""

import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ["numba", "scipy", "igraph", "duckdb"]
TASKS = ["T1", "T2", "T3"]
# DuckDB takes half a minute a question at L: known, and left out there.
SLOW = {"L": ["duckdb"]}
MISSION = "which guests reach finance apps"
LISTED = "users reach resources | project user, resource"


def run(command, **kwargs):
    done = subprocess.run(command, capture_output=True, text=True, **kwargs)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def timed(command, env=None):
    """Wall seconds, CPU seconds and peak MB of a process, as the system counted them."""
    out = subprocess.run(
        ["/usr/bin/time", "-f", "%e %U %S %M", *map(str, command)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
    )
    if out.returncode != 0:
        sys.exit(out.stderr)
    wall, user, system, peak = out.stderr.strip().splitlines()[-1].split()
    return {"wall_s": float(wall), "cpu_s": float(user) + float(system), "mb": int(peak) // 1024}


def best(measure, runs=5):
    return min((measure() for _ in range(runs)), key=lambda figures: figures["wall_s"])


def whole_processes(name, work, note):
    """Import, cold questions, and answers written to files."""
    cli = ROOT / "target/release/enfilade"
    export, snapshot = work / f"{name}.json", work / f"{name}.enf"
    megabytes = export.stat().st_size / 1e6
    for threads, pin in ((1, ["taskset", "-c", "0"]), (2, [])):
        env = {"RAYON_NUM_THREADS": str(threads)}
        figures = best(lambda: timed([*pin, cli, "import", export, "-o", snapshot], env), 3)
        cores = "1 core" if threads == 1 else f"{threads} cores"
        note(peer="enfilade", task=f"import, {cores}", mbs=megabytes / figures["wall_s"], **figures)
    for task, query in (("T8, rows", MISSION), ("T8, count", f"{MISSION} | count")):
        note(peer="enfilade", task=task, **best(lambda: timed([cli, "query", snapshot, query])))
    # At L every row is 440 million: an hour and twenty gigabytes that say nothing new.
    if name == "L":
        return
    rows = int(run([cli, "query", snapshot, f"{LISTED} | count", "--format", "csv"]).split()[-1])
    for task, query, ending, runs in (
        ("T9, to Arrow", LISTED, "arrow", 3),
        ("T9, to CSV", LISTED, "csv", 3),
        ("every column to Parquet", "users reach resources", "parquet", 1),
    ):
        out = work / f"all.{ending}"
        figures = best(lambda: timed([cli, "query", snapshot, query, "-o", out]), runs)
        note(peer="enfilade", task=task, rows=rows, rows_s=rows / max(figures["wall_s"], 0.01), **figures)
        out.unlink()


def size(name, work, lines):
    target = ROOT / "target/release"
    testkit = target / "enfilade-testkit"
    export, edges, snapshot = work / f"{name}.json", work / name, work / f"{name}.enf"
    if not export.exists():
        run([testkit, "tenant", "-s", name, "-f", "azurehound", "-o", export])
        run([testkit, "tenant", "-s", name, "-f", "edges", "-o", edges])

    def note(**line):
        line["size"] = name
        lines.append(line)
        print(json.dumps(line), file=sys.stderr, flush=True)

    whole_processes(name, work, note)
    # All questions in one process, for its memory.
    tasks = [target / "examples/tasks", snapshot, edges / "samples.json"]
    note(peer="enfilade", task="T1 to T6, peak memory", **timed(tasks))
    for line in run(tasks).splitlines():
        note(**json.loads(line))
    env = {**os.environ, "PEERS_DATA": str(work)}
    for peer in PEERS:
        for task in TASKS if peer not in SLOW.get(name, []) else []:
            script = ROOT / f"benches/peers/{peer}_peer.py"
            runs = [run([sys.executable, script, name, task], env=env) for _ in range(3)]
            results = [json.loads(r.split("RESULT ", 1)[1]) for r in runs]
            note(**min(results, key=lambda result: result["q_s"]))


def check(lines, name):
    """Whether everyone counted the same: for T1 with a checksum over the users, else in pairs."""
    for task in TASKS:
        found = [line["res"] for line in lines if line["size"] == name and line["task"] == task]
        values = {(res.get("chk") if task == "T1" else None, res.get("sum", res.get("pairs"))) for res in found}
        if len(values) != 1:
            sys.exit(f"{task} at {name}: the answers differ: {found}")


def questions(lines, names):
    print("| size | task | enfilade | " + " | ".join(PEERS) + " | best peer / enfilade |")
    print("|---|---|---|" + "---|" * (len(PEERS) + 1))
    for name in names:
        for task in TASKS:
            rows = [line for line in lines if line["size"] == name and line["task"] == task]
            of = {row["peer"]: row["q_s"] for row in rows}
            cells = [f"{of[peer]:.4f}" if peer in of else "-" for peer in PEERS]
            ratio = min(of[peer] for peer in PEERS if peer in of) / of["enfilade"]
            print(f"| {name} | {task} | {of['enfilade']:.4f} | " + " | ".join(cells) + f" | {ratio:.1f} |")


def single(lines, names):
    print("| size | T4, a path | T5, one user | T6, one resource | every mechanism, counted |")
    print("|---|---|---|---|---|")
    for name in names:
        own = {line["task"]: line for line in lines if line["size"] == name and line["peer"] == "enfilade"}
        each = [
            own[task]["q_s"] / max(own[task]["res"][count], 1) * 1000
            for task, count in (("T4", "paths"), ("T5", "users"), ("T6", "apps"))
        ]
        every = own["everything"]
        print(
            f"| {name} | "
            + " | ".join(f"{ms:.3f} ms" for ms in each)
            + f" | {every['res']['rows']:,} rows in {every['q_s']:.3f} s |"
        )


def processes(lines, names):
    print("| size | what | wall s | CPU s | peak MB | rate |\n|---|---|---|---|---|---|")
    for name in names:
        for row in lines:
            if row["size"] == name and row["peer"] == "enfilade" and "wall_s" in row:
                rate = f"{row['mbs']:.0f} MB of JSON/s" if "mbs" in row else ""
                rate = f"{row['rows_s'] / 1e6:.2f} M rows/s" if "rows_s" in row else rate
                print(
                    f"| {name} | {row['task']} | {row['wall_s']:.2f} | {row['cpu_s']:.2f} | {row['mb']} | {rate} |"
                )


def loads(lines, names):
    """What loading took a peer before its clock started, and Enfilade in the same place."""
    for name in names:
        rows = [line for line in lines if line["size"] == name and line["task"] in TASKS]
        for peer in ["enfilade", *PEERS]:
            own = [row["load_s"] for row in rows if row["peer"] == peer]
            if own:
                print(f"- {name}, {peer}: {min(own):.2f} to {max(own):.2f} s")


def main():
    for tool in ("/usr/bin/time", "taskset"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is missing: apt-get install time util-linux")
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
    for title, table in (
        ("Questions, warm", questions),
        ("One at a time", single),
        ("Whole processes", processes),
        ("Loading", loads),
    ):
        print(f"\n## {title}\n")
        table(lines, names)


if __name__ == "__main__":
    main()
