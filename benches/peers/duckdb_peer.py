"""DuckDB, with recursive queries: groups are closed first, since that is its best form."""

from common import *
import duckdb
import queries

v = VAR or "smart"
c = duckdb.connect()
for t, s in (
    ("users", "*"),
    ("groups", "*"),
    ("apps", "*"),
    ("member", '"user" usr,"group" grp'),
    ("nest", "child_group child,parent_group parent"),
    ("assign", "*"),
):
    c.execute(f"CREATE TABLE {t} AS SELECT {s} FROM '{D}/{t}.parquet'")
if TASK in ("T4", "T5"):
    c.execute("CREATE INDEX im ON member(usr)")
L = time.perf_counter() - T0
q = time.perf_counter()
if TASK in ("T1", "T2", "T3"):
    r = c.execute(getattr(queries, TASK.lower())(v)).fetchone()
    r = [int(x) for x in r]
    res = {"n": r[0]} if TASK == "T3" else dict(zip(("sum" if TASK == "T1" else "pairs", "chk"), r))
elif TASK == "T4":
    res = t4([[x[0] for x in c.execute(queries.T4.format(u=u)).fetchall()] for u in SAM["t4"]])
else:
    res = t5(
        [
            (c.execute((queries.T5KEY if v == "smart" else queries.T5).format(u=u, a=a)).fetchone()[0] or -1)
            for u, a in SAM["t5"]
        ]
    )
done("duckdb", L, time.perf_counter() - q, res)
