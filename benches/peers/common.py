"""What the peers share: arguments, loading, checksums, and the one line that each prints.

usage: <peer>_peer.py SIZE TASK, with PEERS_DATA set to the folder of the edge lists.
"""

import sys, os, json, time, resource
import numpy as np, pyarrow.parquet as pq

SIZE, TASK = sys.argv[1], sys.argv[2]
D = f"{os.environ.get('PEERS_DATA', 'data')}/{SIZE}"
T0 = time.perf_counter()


def col(t, *cs):
    x = pq.read_table(f"{D}/{t}.parquet", columns=list(cs))
    return [x[c].to_numpy() for c in cs]


class Dt:
    pass


def load():
    d = Dt()
    (d.guest,) = col("users", "guest")
    d.U = len(d.guest)
    d.G = pq.read_metadata(f"{D}/groups.parquet").num_rows
    (an,) = col("apps", "name")
    d.A = len(an)
    d.fin = np.array(["finance" in n.lower() for n in an])
    d.mu, d.mg = col("member", "user", "group")
    d.nc, d.np = col("nest", "child_group", "parent_group")
    k = pq.read_table(f"{D}/assign.parquet")
    isg = np.array(k["kind"].to_pylist()) == "group"
    i = k["id"].to_numpy()
    a = k["app"].to_numpy()
    d.gi, d.ga, d.ui, d.ua = i[isg], a[isg], i[~isg], a[~isg]
    return d


def t1(cnt):
    cnt = np.asarray(cnt, np.int64)
    return {"sum": int(cnt.sum()), "chk": int((cnt * (np.arange(len(cnt)) + 1)).sum())}


t2 = lambda cnt: {"pairs": t1(cnt)["sum"], "chk": t1(cnt)["chk"]}


def pairs(cnt):
    return {"pairs": int(np.asarray(cnt, np.int64).sum())}


def done(peer, load_s, q_s, res, mb=None, **kw):
    mb = mb or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        "RESULT "
        + json.dumps(
            dict(
                peer=peer,
                size=SIZE,
                task=TASK,
                load_s=round(load_s, 3),
                q_s=round(q_s, 5),
                mb=round(mb),
                res=res,
                **kw,
            )
        ),
        flush=True,
    )
