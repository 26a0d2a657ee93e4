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
else:
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
    res = t2(cnt) if TASK == "T2" else pairs(cnt)
done("scipy", L, time.perf_counter() - q, res)
