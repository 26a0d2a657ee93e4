"""DuckDB, with recursive queries: groups are closed first, since that is its best form."""

from common import *
import duckdb
import queries

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
L = time.perf_counter() - T0
q = time.perf_counter()
found = [int(x) for x in c.execute(getattr(queries, TASK.lower())).fetchone()]
names = {"T1": ("sum", "chk"), "T2": ("pairs", "chk"), "T3": ("pairs",)}[TASK]
done("duckdb", L, time.perf_counter() - q, dict(zip(names, found)))
