"""SQL text shared by DuckDB and PostgreSQL.  naive = what a user writes first (recursion per user); smart = close groups first.
Tables: users(id,upn,guest) groups(id,name) apps(id,name) member(usr,grp) nest(child,parent) assign(kind,id,app)
"""

REACH_U = """reach(u,g) AS (SELECT usr,grp FROM member {w} UNION SELECT r.u,n.parent FROM reach r JOIN nest n ON n.child=r.g)"""
ACC_U = """acc AS (SELECT r.u,a.app FROM reach r JOIN assign a ON a.kind='group' AND a.id=r.g UNION SELECT a.id,a.app FROM assign a WHERE a.kind='user' {w2})"""
CLO = "clo(g,h) AS (SELECT id,id FROM groups UNION SELECT c.g,n.parent FROM clo c JOIN nest n ON n.child=c.h)"
DOWN = "down(app,g) AS (SELECT app,id FROM assign WHERE kind='group' {w} UNION SELECT d.app,n.child FROM down d JOIN nest n ON n.parent=d.g)"


def t1(v):
    if v == "naive":
        return (
            "WITH RECURSIVE "
            + REACH_U.format(w="")
            + ", c AS (SELECT u,count(*) n FROM reach GROUP BY u) SELECT sum(n), sum(n*(u+1)) FROM c"
        )
    return (
        "WITH RECURSIVE "
        + CLO
        + ", c AS (SELECT u,count(*) n FROM (SELECT DISTINCT m.usr u,c.h FROM member m JOIN clo c ON c.g=m.grp) x GROUP BY u) SELECT sum(n), sum(n*(u+1)) FROM c"
    )


def t2(v):
    tail = ", c AS (SELECT app,count(*) n FROM acc GROUP BY app) SELECT sum(n), sum(n*(app+1)) FROM c"
    if v == "naive":
        return "WITH RECURSIVE " + REACH_U.format(w="") + ", " + ACC_U.format(w2="") + tail
    return (
        "WITH RECURSIVE "
        + DOWN.format(w="")
        + ", acc AS (SELECT m.usr u,d.app FROM down d JOIN member m ON m.grp=d.g UNION SELECT id,app FROM assign WHERE kind='user')"
        + tail
    )


FIN = "app IN (SELECT id FROM apps WHERE lower(name) LIKE '%finance%')"


def t3(v):
    if v == "naive":
        return (
            "WITH RECURSIVE "
            + REACH_U.format(w="WHERE usr IN (SELECT id FROM users WHERE guest)")
            + ", "
            + ACC_U.format(w2="AND a.id IN (SELECT id FROM users WHERE guest)")
            + " SELECT count(*) FROM acc WHERE "
            + FIN
        )
    return (
        "WITH RECURSIVE "
        + DOWN.format(w="AND " + FIN)
        + ", acc AS (SELECT m.usr u,d.app FROM down d JOIN member m ON m.grp=d.g JOIN users s ON s.id=m.usr AND s.guest"
        " UNION SELECT a.id,a.app FROM assign a JOIN users s ON s.id=a.id AND s.guest WHERE a.kind='user' AND "
        + FIN
        + ") SELECT count(*) FROM acc"
    )


T4 = (
    "WITH RECURSIVE "
    + REACH_U.format(w="WHERE usr={u}")
    + ", "
    + ACC_U.format(w2="AND a.id={u}")
    + " SELECT app FROM acc"
)
# shortest path: UNION over (group, depth) keeps every depth; bounded by d<32 so that cycles end
T5 = (
    "WITH RECURSIVE r(g,d) AS (SELECT grp,2 FROM member WHERE usr={u} UNION SELECT n.parent,r.d+1 FROM r JOIN nest n ON n.child=r.g WHERE r.d<32)"
    " SELECT min(d) FROM (SELECT r.d FROM r JOIN assign a ON a.kind='group' AND a.id=r.g AND a.app={a} UNION ALL SELECT 1 FROM assign WHERE kind='user' AND id={u} AND app={a}) x"
)
T5KEY = (
    "WITH RECURSIVE r(g,d) USING KEY (g) AS (SELECT grp,2 FROM member WHERE usr={u} UNION SELECT n.parent,min(r.d)+1 FROM r JOIN nest n ON n.child=r.g"
    " WHERE NOT EXISTS (SELECT 1 FROM recurring.r x WHERE x.g=n.parent) GROUP BY n.parent)"
    " SELECT min(d) FROM (SELECT r.d FROM r JOIN assign a ON a.kind='group' AND a.id=r.g AND a.app={a} UNION ALL SELECT 1 FROM assign WHERE kind='user' AND id={u} AND app={a}) x"
)
