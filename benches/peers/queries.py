"""The questions in SQL, with groups closed first.

Tables: users(id,upn,guest) groups(id,name) apps(id,name) member(usr,grp) nest(child,parent) assign(kind,id,app)
"""

CLO = "clo(g,h) AS (SELECT id,id FROM groups UNION SELECT c.g,n.parent FROM clo c JOIN nest n ON n.child=c.h)"
DOWN = "down(app,g) AS (SELECT app,id FROM assign WHERE kind='group' {w} UNION SELECT d.app,n.child FROM down d JOIN nest n ON n.parent=d.g)"
FIN = "app IN (SELECT id FROM apps WHERE lower(name) LIKE '%finance%')"

t1 = (
    "WITH RECURSIVE "
    + CLO
    + ", c AS (SELECT u,count(*) n FROM (SELECT DISTINCT m.usr u,c.h FROM member m JOIN clo c ON c.g=m.grp) x GROUP BY u) SELECT sum(n), sum(n*(u+1)) FROM c"
)

t2 = (
    "WITH RECURSIVE "
    + DOWN.format(w="")
    + ", acc AS (SELECT m.usr u,d.app FROM down d JOIN member m ON m.grp=d.g UNION SELECT id,app FROM assign WHERE kind='user')"
    + ", c AS (SELECT app,count(*) n FROM acc GROUP BY app) SELECT sum(n), sum(n*(app+1)) FROM c"
)

t3 = (
    "WITH RECURSIVE "
    + DOWN.format(w="AND " + FIN)
    + ", acc AS (SELECT m.usr u,d.app FROM down d JOIN member m ON m.grp=d.g JOIN users s ON s.id=m.usr AND s.guest"
    " UNION SELECT a.id,a.app FROM assign a JOIN users s ON s.id=a.id AND s.guest WHERE a.kind='user' AND "
    + FIN
    + ") SELECT count(*) FROM acc"
)
