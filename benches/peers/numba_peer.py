"""Hand-written compiled BFS (numba, 1 thread): per-user BFS with stamps. Not a 'tool', but the floor a Rust engine must beat."""

from common import *
import numba as nb


@nb.njit(cache=True)
def mkcsr(r, c, n):
    p = np.zeros(n + 1, np.int64)
    for x in r:
        p[x + 1] += 1
    for i in range(n):
        p[i + 1] += p[i]
    o = p[:-1].copy()
    ix = np.empty(len(r), np.int32)
    for k in range(len(r)):
        ix[o[r[k]]] = c[k]
        o[r[k]] += 1
    return p, ix


@nb.njit(cache=True)
def t1k(users, mp, mi, np_, ni, G):
    st = np.full(G, -1, np.int32)
    q = np.empty(G, np.int32)
    out = np.zeros(len(users), np.int64)
    for k in range(len(users)):
        u = users[k]
        e = 0
        for j in range(mp[u], mp[u + 1]):
            g = mi[j]
            if st[g] != k:
                st[g] = k
                q[e] = g
                e += 1
        h = 0
        while h < e:
            g = q[h]
            h += 1
            for j in range(np_[g], np_[g + 1]):
                p = ni[j]
                if st[p] != k:
                    st[p] = k
                    q[e] = p
                    e += 1
        out[k] = e
    return out


@nb.njit(cache=True)
def t2k(users, mp, mi, np_, ni, bp, bi, up, ui, G, A):
    st = np.full(G, -1, np.int32)
    sa = np.full(A, -1, np.int32)
    q = np.empty(G, np.int32)
    cnt = np.zeros(A, np.int64)
    for k in range(len(users)):
        u = users[k]
        e = 0
        for j in range(up[u], up[u + 1]):
            a = ui[j]
            if sa[a] != k:
                sa[a] = k
                cnt[a] += 1
        for j in range(mp[u], mp[u + 1]):
            g = mi[j]
            if st[g] != k:
                st[g] = k
                q[e] = g
                e += 1
        h = 0
        while h < e:
            g = q[h]
            h += 1
            for j in range(bp[g], bp[g + 1]):
                a = bi[j]
                if sa[a] != k:
                    sa[a] = k
                    cnt[a] += 1
            for j in range(np_[g], np_[g + 1]):
                p = ni[j]
                if st[p] != k:
                    st[p] = k
                    q[e] = p
                    e += 1
    return cnt


d = load()
mp, mi = mkcsr(d.mu, d.mg, d.U)
np_, ni = mkcsr(d.nc, d.np, d.G)
ga, gi, ua, ui_ = d.ga, d.gi, d.ua, d.ui
if TASK == "T3":
    k = d.fin[ga]
    ga, gi = ga[k], gi[k]
    k = d.fin[ua]
    ua, ui_ = ua[k], ui_[k]
bp, bi = mkcsr(gi, ga, d.G)
up, ui = mkcsr(ui_, ua, d.U)
us = np.flatnonzero(d.guest) if TASK == "T3" else np.arange(d.U)
# compile outside the timing
t1k(us[:1], mp, mi, np_, ni, d.G)
t2k(us[:1], mp, mi, np_, ni, bp, bi, up, ui, d.G, d.A)
L = time.perf_counter() - T0
q = time.perf_counter()
if TASK == "T1":
    res = t1(t1k(us, mp, mi, np_, ni, d.G))
elif TASK == "T2":
    res = t2(t2k(us, mp, mi, np_, ni, bp, bi, up, ui, d.G, d.A))
else:
    res = pairs(t2k(us, mp, mi, np_, ni, bp, bi, up, ui, d.G, d.A))
done("numba", L, time.perf_counter() - q, res)
