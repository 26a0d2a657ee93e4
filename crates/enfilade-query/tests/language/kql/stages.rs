//! Stages that rearrange columns, take lists apart and bring in other queries, by the examples of the
//! reference.

use super::{check_queries, engine, rows};
use enfilade_query::QueryOptions;

/// <https://learn.microsoft.com/en-us/kusto/query/project-away-operator> and the pages beside it.
#[test]
fn columns_by_name() {
    check_queries(&[
        (
            "user \"Anna\" | project a = 1, b = 2, c = 3 | project-away b",
            &["a,c", "1,3"],
        ),
        (
            "user \"Anna\" | project a1 = 1, b = 2, a2 = 3 | project-away a*",
            &["b", "2"],
        ),
        (
            "user \"Anna\" | project a1 = 1, b = 2, a2 = 3 | project-away *2, B",
            &["a1", "1"],
        ),
        (
            "user \"Anna\" | project ab_c = 1, abxc = 2, bc = 3 | project-away A*B*c",
            &["bc", "3"],
        ),
        (
            "user \"Anna\" | project a1 = 1, b = 2, a2 = 3 | project-keep a2, a1",
            &["a1,a2", "1,3"],
        ),
        (
            "user \"Anna\" | project a = \"a\", b = \"b\", c = \"c\" | project-rename new_b = b, new_a = a",
            &["new_a,new_b,c", "a,b,c"],
        ),
        (
            "user \"Anna\" | project a = 1, b = 2 | project-rename a = b, b = a",
            &["b,a", "1,2"],
        ),
        (
            "user \"Anna\" | project a = \"a\", b = \"b\", c = \"c\" | project-reorder b",
            &["b,a,c", "b,a,c"],
        ),
        (
            "user \"Anna\" | project b = \"b\", a2 = \"a2\", a3 = \"a3\", a1 = \"a1\" | project-reorder a* asc",
            &["a1,a2,a3,b", "a1,a2,a3,b"],
        ),
        (
            "user \"Anna\" | project b = 1, a2 = 2, a3 = 3, a1 = 4 | project-reorder a* desc, b",
            &["a3,a2,a1,b", "3,2,4,1"],
        ),
        (
            "user \"Anna\" | project ['a b'] = 1, c = 2 | project-away ['a b']",
            &["c", "2"],
        ),
    ]);
}

/// <https://learn.microsoft.com/en-us/kusto/query/mv-expand-operator>
#[test]
fn lists_taken_apart() {
    let two = "users | where name in (\"Anna\", \"Ben\") | sort by name asc | project a = name, b = iff(name == \"Anna\", parse_json(\"[10, 20]\"), parse_json(\"[\\\"a\\\", \\\"b\\\"]\"))";
    check_queries(&[
        (
            &format!("{two} | mv-expand b"),
            &["a,b", "Anna,10", "Anna,20", "Ben,a", "Ben,b"],
        ),
        (
            &format!("{two} | mv-expand b limit 1"),
            &["a,b", "Anna,10", "Ben,a"],
        ),
        (
            &format!("{two} | mv-expand b to typeof(long)"),
            &["a,b", "Anna,10", "Anna,20", "Ben,", "Ben,"],
        ),
        (
            &format!("{two} | mv-expand with_itemindex=i b | where i == 1"),
            &["a,b,i", "Anna,20,1", "Ben,b,1"],
        ),
        (
            "user \"Anna\" | project b = split(\"p q\", \" \"), c = parse_json(\"[5, 4, 3]\") | mv-expand b, c to typeof(int) | extend d = c + 1",
            &["b,c,d", "p,5,6", "q,4,5", ",3,4"],
        ),
        (
            "user \"Anna\" | project b = split(\"p q\", \" \"), c = parse_json(\"[5, 6]\") | mv-expand b | mv-expand c",
            &["b,c", "p,5", "p,6", "q,5", "q,6"],
        ),
        (
            "user \"Anna\" | extend d = split(\"x.y\", \".\") | mvexpand e = d",
            &["user,d,e", "Anna,\"[x, y]\",x", "Anna,\"[x, y]\",y"],
        ),
        // No list is one row, and an empty list none.
        (
            "user \"Anna\" | project b = parse_json(\"\") | mv-expand b",
            &["b", ""],
        ),
        (
            "user \"Anna\" | project b = parse_json(\"[]\") | mv-expand b",
            &["b"],
        ),
        (
            "users | sort by name asc | summarize names = make_list(name) | mv-expand with_itemindex=at name = names | where at > 0 | project at, name | take 1",
            &["at,name", "1,Ben"],
        ),
    ]);
}

/// The tables X and Y of the reference, made of what the sample users have: one row for each element of a
/// list, `key=value`.
fn table(elements: &str, value: &str) -> String {
    format!(
        "user \"Anna\" | project e = split(\"{elements}\", \" \") | mv-expand e \
         | project Key = split(e, \"=\")[0], {value} = tolong(split(e, \"=\")[1])"
    )
}

/// <https://learn.microsoft.com/en-us/kusto/query/join-operator> and a page for each kind.
#[test]
fn joins() {
    let (x, y) = (
        table("a=1 b=2 b=3 c=4", "Value1"),
        table("b=10 c=20 c=30 d=40", "Value2"),
    );
    let join = |kind: &str| format!("{x} | join {kind} ({y}) on Key");
    let (unique, inner, outer) = (
        ["Key,Value1,Key1,Value2", "b,2,b,10", "c,4,c,20", "c,4,c,30"],
        [
            "Key,Value1,Key1,Value2",
            "b,2,b,10",
            "b,3,b,10",
            "c,4,c,20",
            "c,4,c,30",
        ],
        [
            "Key,Value1,Key1,Value2",
            "a,1,,",
            "b,2,b,10",
            "b,3,b,10",
            "c,4,c,20",
            "c,4,c,30",
        ],
    );
    check_queries(&[
        (&join(""), &unique),
        (&join("kind=innerunique"), &unique),
        (&join("kind = inner"), &inner),
        (&join("kind=leftouter hint.strategy=broadcast"), &outer),
        (&join("kind=leftanti"), &["Key,Value1", "a,1"]),
        (&join("kind=anti"), &["Key,Value1", "a,1"]),
        (&join("kind=leftsemi"), &["Key,Value1", "b,2", "b,3", "c,4"]),
        (
            &format!(
                "{x} | join kind=inner ({y} | project-rename k = Key) on $left.Key == $right.k | take 1"
            ),
            &["Key,Value1,k,Value2", "b,2,b,10"],
        ),
        (
            &format!(
                "{x} | extend one = 1 | join kind=inner ({y} | extend one = 1.0) on one, Key | count"
            ),
            &["Count", "4"],
        ),
        (
            &format!("{x} | join kind=inner ({y} | where Value2 > 99) on Key"),
            &["Key,Value1,Key1,Value2"],
        ),
        (
            &format!("{x} | join kind=leftouter ({y} | where Value2 > 99) on Key | take 1"),
            &["Key,Value1,Key1,Value2", "a,1,,"],
        ),
    ]);
}

/// Two nulls are not equal, and so agree in no join; a text that is not there is the empty text; names agree
/// in any case.
#[test]
fn keys_of_joins() {
    check_queries(&[
        (
            "users | project u = user, t = createdDateTime | join kind=leftanti (users | project t = createdDateTime) on t | project u | sort by u asc",
            &["u", "Cleo", "Dora"],
        ),
        (
            "users | project u = user, t = jobTitle | join kind=leftanti (users | project t = jobTitle) on t | count",
            &["Count", "0"],
        ),
        (
            "users | join kind=inner (user \"Anna\" | project n = \"ANNA\") on $left.name == $right.n | project user",
            &["user", "Anna"],
        ),
        (
            "users | join kind=inner (user \"Anna\" | project n = \"ANNA\") on $left.user == $right.n | project user",
            &["user", "Anna"],
        ),
        (
            "users | join kind=leftsemi (who reaches app \"Ledger\") on $left.user == $right.principal | sort by user asc",
            &["user", "Anna", "Cleo", "Dora"],
        ),
    ]);
}

/// What KQL does without a kind surprises whoever knows SQL, and is said.
#[test]
fn a_join_without_a_kind_says_which_it_is() {
    let notes = |query: &str| {
        let engine = engine();
        let answer = engine.query(query, &QueryOptions::default()).unwrap();
        answer.notes.list().len()
    };
    assert_eq!(notes("users | join (users) on user"), 1);
    assert_eq!(notes("users | join kind=innerunique (users) on user"), 0);
}

/// <https://learn.microsoft.com/en-us/kusto/query/union-operator>
#[test]
fn unions() {
    check_queries(&[
        (
            "user \"Anna\" | project x = 1 | union (user \"Ben\" | project x = 2), (user \"Ben\" | project x = 3)",
            &["x", "1", "2", "3"],
        ),
        (
            "user \"Anna\" | project x = 1 | union withsource=TableName (user \"Ben\" | project x = \"2\")",
            &[
                "TableName,x_long,x_string",
                "union_arg0,1,",
                "union_arg1,,2",
            ],
        ),
        (
            "user \"Anna\" | project x = 1 | union (user \"Ben\" | project x = true), (user \"Ben\" | project x_long = 3)",
            &["x_long,x_bool,x_long1", "1,,", ",true,", ",,3"],
        ),
        (
            "user \"Anna\" | project x = 1, y = 2 | union kind=inner (user \"Ben\" | project z = 1, x = 3)",
            &["x", "1", "3"],
        ),
        (
            "user \"Anna\" | project a = user | union (app \"Ledger\" | project a = app) | extend kind = a.kind",
            &["a,kind", "Anna,user", "Ledger,app"],
        ),
        (
            "users | union (users) | summarize dcount(user), count()",
            &["dcount_user,count_", "4,8"],
        ),
        (
            "users | union (users | union (users)) | count",
            &["Count", "12"],
        ),
    ]);
}

/// A hint on how to draw changes no row; a set shows its main attributes with it too.
#[test]
fn a_way_to_draw() {
    let engine = engine();
    let (plain, drawn) = (rows(&engine, "users"), rows(&engine, "users | render tree"));
    assert_eq!(plain, drawn);
    let answer = engine
        .query("users | render tree", &QueryOptions::default())
        .unwrap();
    assert_eq!(
        answer.render.map(enfilade_query::syntax::ast::Render::text),
        Some("tree")
    );
}
