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


@nb.njit(cache=True)
def bfs(u, target, mp, mi, np_, ni, bp, bi, up, ui, G, A, st, sa, q, stamp):
    na = 0
    ch = 0
    for j in range(up[u], up[u + 1]):
        if ui[j] == target:
            return 1, 0
        if sa[ui[j]] != stamp:
            sa[ui[j]] = stamp
            na += 1
            ch += ui[j] + 1
    e = 0
    for j in range(mp[u], mp[u + 1]):
        g = mi[j]
        if st[g] != stamp:
            st[g] = stamp
            q[e] = g
            e += 1
    h = 0
    dep = 2
    while h < e:
        end = e
        while h < end:
            g = q[h]
            h += 1
            for j in range(bp[g], bp[g + 1]):
                if bi[j] == target:
                    return dep, 0
                if sa[bi[j]] != stamp:
                    sa[bi[j]] = stamp
                    na += 1
                    ch += bi[j] + 1
            for j in range(np_[g], np_[g + 1]):
                p = ni[j]
                if st[p] != stamp:
                    st[p] = stamp
                    q[e] = p
                    e += 1
        dep += 1
    return (na, ch) if target < 0 else (-1, 0)


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
st = np.full(d.G, -1, np.int32)
sa = np.full(d.A, -1, np.int32)
qq = np.empty(d.G, np.int32)
# compile outside the timing
t1k(us[:1], mp, mi, np_, ni, d.G)
t2k(us[:1], mp, mi, np_, ni, bp, bi, up, ui, d.G, d.A)
bfs(0, -1, mp, mi, np_, ni, bp, bi, up, ui, d.G, d.A, st, sa, qq, 1 << 20)
L = time.perf_counter() - T0
q = time.perf_counter()
if TASK == "T1":
    res = t1(t1k(us, mp, mi, np_, ni, d.G))
elif TASK == "T2":
    res = t2(t2k(us, mp, mi, np_, ni, bp, bi, up, ui, d.G, d.A))
elif TASK == "T3":
    res = {"n": int(t2k(us, mp, mi, np_, ni, bp, bi, up, ui, d.G, d.A).sum())}
elif TASK == "T4":
    r = [
        bfs(u, -1, mp, mi, np_, ni, bp, bi, up, ui, d.G, d.A, st, sa, qq, i) for i, u in enumerate(SAM["t4"])
    ]
    res = {"n": sum(x[0] for x in r), "chk": sum(x[1] for x in r)}
else:
    res = t5(
        [
            bfs(u, a, mp, mi, np_, ni, bp, bi, up, ui, d.G, d.A, st, sa, qq, i)[0]
            for i, (u, a) in enumerate(SAM["t5"])
        ]
    )
done("numba", L, time.perf_counter() - q, res)
