"""python-igraph: C BFS per vertex (neighborhood_size with unbounded order). vertex ids: users | groups | apps"""

from common import *
import igraph as ig

d = load()
U, G, A = d.U, d.G, d.A
BIG = 1 << 30


def graph(users=True, member=None, fin=None):
    mu, mg, ga, gi, ua, ui = d.mu, d.mg, d.ga, d.gi, d.ua, d.ui
    if member is not None:
        k = member[mu]
        mu, mg = mu[k], mg[k]
        k = member[ui]
        ui, ua = ui[k], ua[k]
    if not users:
        mu, mg, ui, ua = mu[:0], mg[:0], ui[:0], ua[:0]
    e = np.concatenate(
        [
            np.stack([mu, mg + U], 1),
            np.stack([d.nc + U, d.np + U], 1),
            np.stack([gi + U, ga + U + G], 1),
            np.stack([ui, ua + U + G], 1),
        ]
    )
    return ig.Graph(n=U + G + A, edges=e.astype(np.int64), directed=True)


if TASK == "T1":
    e = np.concatenate([np.stack([d.mu, d.mg + U], 1), np.stack([d.nc + U, d.np + U], 1)])
    g = ig.Graph(n=U + G, edges=e, directed=True)
elif TASK == "T3":
    g = graph(member=d.guest)
    g0 = graph(users=False)
else:
    g = graph()
    if TASK == "T2":
        g0 = graph(users=False)
L = time.perf_counter() - T0
q = time.perf_counter()
if TASK == "T1":
    res = t1(np.array(g.neighborhood_size(range(U), order=G + 1, mode="out")) - 1)
else:
    apps = (np.flatnonzero(d.fin) if TASK == "T3" else np.arange(A)) + U + G
    apps = apps.tolist()
    c = np.array(g.neighborhood_size(apps, order=U + G + A, mode="in")) - np.array(
        g0.neighborhood_size(apps, order=U + G + A, mode="in")
    )
    res = t2(c) if TASK == "T2" else pairs(c)
done("igraph", L, time.perf_counter() - q, res)
