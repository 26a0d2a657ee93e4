//! Aggregates, by the examples of the reference.

use super::check_queries;

/// A column `x` of whole numbers.
fn table(numbers: &str) -> String {
    format!("user \"Anna\" | project x = split(\"{numbers}\", \" \") | mv-expand x to typeof(long)")
}

/// <https://learn.microsoft.com/en-us/kusto/query/summarize-operator>: the defaults, where no row is.
#[test]
fn of_nothing() {
    check_queries(&[(
        "users | where name == \"nobody\" | summarize dcountif(user, true), sumif(strlen(name), true), stdev(strlen(name)), variance(strlen(name)), percentile(strlen(name), 55), make_list(name), make_set_if(name, true), arg_max(name, user), avgif(strlen(name), true), minif(name, true), take_anyif(name, true), count_distinct(name)",
        &[
            "dcountif_user,sumif_,stdev_,variance_,percentile__55,list_name,set_name,name,user,avgif_,minif_name,take_anyif_name,count_distinct_name",
            "0,0,0.0,0.0,,[],[],,,,,,0",
        ],
    )]);
}

/// <https://learn.microsoft.com/en-us/kusto/query/stdev-aggregation-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/percentiles-aggregation-function> (nearest rank; exact, where
/// KQL estimates) and the pages beside them.
#[test]
fn of_numbers() {
    let numbers = table("1 2 3 4 5");
    check_queries(&[
        (
            &format!("{numbers} | summarize make_list(x), stdev(x), variance(x)"),
            &[
                "list_x,stdev_x,variance_x",
                "\"[1, 2, 3, 4, 5]\",1.5811388300841898,2.5",
            ],
        ),
        (
            &format!("{numbers} | summarize percentile(x, 50), percentiles(x, 0, 40, 41, 100)"),
            &[
                "percentile_x_50,percentile_x_0,percentile_x_40,percentile_x_41,percentile_x_100",
                "3,1,2,3,5",
            ],
        ),
        (
            &format!(
                "{numbers} | summarize sumif(x, x > 2), avgif(x, x > 2), minif(x, x > 2), maxif(x, x < 3), dcountif(x, x > 2), stdevif(x, x > 3), varianceif(x, x > 3), countif(x > 9)"
            ),
            &[
                "sumif_x,avgif_x,minif_x,maxif_x,dcountif_x,stdevif_x,varianceif_x,countif_",
                "12,4.0,3,2,3,0.7071067811865476,0.5,0",
            ],
        ),
        (
            &format!(
                "{numbers} | extend r = x * -0.5 | summarize percentile(r, 20), percentile(r, 99.5)"
            ),
            &["percentile_r_20,percentile_r_99_5", "-2.5,-0.5"],
        ),
        (
            &format!("{numbers} | extend d = x * 1d | summarize percentile(d, 50) by odd = x % 2"),
            &["odd,percentile_d_50", "1,PT259200S", "0,PT172800S"],
        ),
        // One value lies nowhere apart.
        (
            &format!("{numbers} | take 1 | summarize stdev(x)"),
            &["stdev_x", "0.0"],
        ),
    ]);
}

/// <https://learn.microsoft.com/en-us/kusto/query/bin-function>: what to group by. Groups come in the order
/// of their first row.
#[test]
fn by_bins() {
    let numbers = table("1 2 3 4 5 11");
    check_queries(&[
        (
            &format!("{numbers} | summarize n = count() by bin(x, 5)"),
            &["x,n", "0,4", "5,1", "10,1"],
        ),
        (
            "users | sort by name asc | summarize n = count() by bin(createdDateTime, 365d), department",
            &[
                "createdDateTime,department,n",
                "2019-08-30T00:00:00Z,Finance,1",
                "2020-08-29T00:00:00Z,Finance,1",
                ",,2",
            ],
        ),
    ]);
}

/// <https://learn.microsoft.com/en-us/kusto/query/make-set-aggregation-function> and
/// <https://learn.microsoft.com/en-us/kusto/query/make-list-aggregation-function>
#[test]
fn lists_and_sets() {
    let numbers = table("3 1 3 2");
    check_queries(&[(
        &format!(
            "{numbers} | summarize make_set(x), make_list(x), make_set(x, 2), make_list(x, 3), make_set_if(x, x < 3), make_list_if(x, x > 1), make_list_if(x, x > 1, 2)"
        ),
        &[
            "set_x,list_x,set_x1,list_x1,set_x2,list_x2,list_x3",
            "\"[3, 1, 2]\",\"[3, 1, 3, 2]\",\"[3, 1]\",\"[3, 1, 3]\",\"[1, 2]\",\"[3, 3, 2]\",\"[3, 3]\"",
        ],
    )]);
}

/// <https://learn.microsoft.com/en-us/kusto/query/arg-max-aggregation-function>, its table of fruit: where all
/// keys are null, one row is picked, else null keys are passed over.
#[test]
fn the_row_of_the_greatest() {
    let fruit = "user \"Anna\" | project e = split(\"Apple.Red.1 Apple.Green. Banana.Yellow. Banana.Green. Pear.Brown.1 Pear.Green.2\", \" \") \
                 | mv-expand e | project Fruit = split(e, \".\")[0], Color = split(e, \".\")[1], Version = tolong(split(e, \".\")[2])";
    check_queries(&[
        (
            &format!("{fruit} | summarize arg_max(Version, *) by Fruit"),
            &[
                "Fruit,Version,Color",
                "Apple,1,Red",
                "Banana,,Yellow",
                "Pear,2,Green",
            ],
        ),
        (
            &format!("{fruit} | summarize arg_min(Version, *) by Fruit"),
            &[
                "Fruit,Version,Color",
                "Apple,1,Red",
                "Banana,,Yellow",
                "Pear,1,Brown",
            ],
        ),
        (
            &format!("{fruit} | summarize v = arg_max(Version, Color, strlen(Color))"),
            &["v,Color,Column1", "2,Green,5"],
        ),
        (
            "users | summarize arg_max(user, createdDateTime), arg_min(createdDateTime, user)",
            &[
                "user,createdDateTime,createdDateTime1,user1",
                "Dora,,2020-01-01T00:00:00Z,Anna",
            ],
        ),
    ]);
}
