"""scipy: boolean matrix products, the closure by squaring."""

from common import *
import scipy.sparse as sp


def csr(r, c, n, m):
    return sp.csr_array((np.ones(len(r), bool), (r.astype(np.int32), c.astype(np.int32))), shape=(n, m))


d = load()
M = csr(d.mu, d.mg, d.U, d.G)
N = csr(d.nc, d.np, d.G, d.G)
B = csr(d.gi, d.ga, d.G, d.A)
UB = csr(d.ui, d.ua, d.U, d.A)
L = time.perf_counter() - T0
q = time.perf_counter()


def closure():
    R = sp.eye_array(d.G, dtype=bool, format="csr") + N
    while True:
        R2 = R @ R
        if R2.nnz == R.nnz:
            return R
        R = R2


CH = 50_000
if TASK == "T1":
    R = closure()
    cnt = np.concatenate([np.diff((M[i : i + CH] @ R).indptr) for i in range(0, d.U, CH)])
    res = t1(cnt)
elif TASK in ("T2", "T3"):
    X = M
    if TASK == "T3":
        X = M[np.flatnonzero(d.guest)]
        f = np.flatnonzero(d.fin)
        B = B[:, f]
        UB = UB[np.flatnonzero(d.guest)][:, f]
    RB = closure() @ B
    cnt = np.zeros(B.shape[1], np.int64)
    for i in range(0, X.shape[0], CH):
        cnt += np.bincount((X[i : i + CH] @ RB + UB[i : i + CH]).indices, minlength=len(cnt))
    res = t2(cnt) if TASK == "T2" else {"n": int(cnt.sum())}
else:

    def nb(m, i):
        return m.indices[m.indptr[i] : m.indptr[i + 1]]

    def bfs(u, target=None):
        apps = set(nb(UB, u).tolist())
        if target is not None and target in apps:
            return 1
        seen = set(nb(M, u).tolist())
        fr = list(seen)
        dep = 2
        while fr:
            nx = []
            for g in fr:
                apps.update(nb(B, g).tolist())
                for p in nb(N, g).tolist():
                    if p not in seen:
                        seen.add(p)
                        nx.append(p)
            if target is not None and target in apps:
                return dep
            fr = nx
            dep += 1
        return apps if target is None else -1

    res = t4([bfs(u) for u in SAM["t4"]]) if TASK == "T4" else t5([bfs(u, a) for u, a in SAM["t5"]])
done("scipy", L, time.perf_counter() - q, res)
