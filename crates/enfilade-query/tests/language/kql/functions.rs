//! Functions of one row, by the examples of the reference.

use super::check_expressions;

/// <https://learn.microsoft.com/en-us/kusto/query/datatypes-string-operators>: the operators that mind
/// case, and those that look for the start or the end of a word.
#[test]
fn operators_with_case_and_of_parts_of_words() {
    check_expressions(
        r#"
        "North America" has_cs "America" => true
        "North America" has_cs "america" => false
        "North America" !has_cs "amer" => true
        "North America" hasprefix "ame" => true
        "North America" hasprefix "mer" => false
        "North America" !hasprefix "mer" => true
        "North America" hasprefix_cs "Ame" => true
        "North America" hasprefix_cs "ame" => false
        "North America" !hasprefix_cs "CA" => true
        "North America" hassuffix "ica" => true
        "North America" hassuffix "ICA" => true
        "North America" !hassuffix "americ" => true
        "North America" hassuffix_cs "ica" => true
        "North America" !hassuffix_cs "icA" => true
        "FabriKam" contains_cs "Kam" => true
        "Fabrikam" contains_cs "Kam" => false
        "Fabrikam" !contains_cs "Kam" => true
        "Fabrikam" startswith_cs "Fab" => true
        "Fabrikam" startswith_cs "fab" => false
        "Fabrikam" !startswith_cs "fab" => true
        "Fabrikam" endswith_cs "kam" => true
        "Fabrikam" endswith_cs "Kam" => false
        "Fabrikam" !endswith_cs "brik" => true
        "North America" has_any ("south", "north") => true
        "North America" has_any ("south", "nort") => false
        "North America" has_all ("america", "north") => true
        "North America" has_all ("america", "south") => false
        "North America" has_any () => false
        "North America" has_all () => true
        jobTitle has_any ("a", "b") => false
        user has_any ("nobody", "dora") => true
        "" hasprefix_cs "a" => false
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/substring-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/indexof-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/countof-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/replace-string-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/reverse-function>.
#[test]
fn parts_of_texts() {
    check_expressions(
        r#"
        substring("123456", 1) => 23456
        substring("123456", 2, 2) => 34
        substring("ABCD", 0, 2) => AB
        substring("123456", -2, 2) => 56
        substring("abcdefg", 1, 2) => bc
        substring("größe", 2, 2) => öß
        strlen(substring("abc", 7)) => 0
        strlen(substring("abc", 1, 0)) => 0
        substring(12345, 1, 3) => 234
        substring("abc", -9, 2) => ab
        indexof("abcdefg", "cde") => 2
        indexof("abcdefg", "cde", 1, 4) => 2
        indexof("abcdefg", "cde", 1, 2) => -1
        indexof("abcdefg", "cde", 3, 4) => -1
        indexof("abcdefg", "cde", -5) => 2
        indexof(1234567, 5, 1, 4) => 4
        indexof("abcdefg", "cde", 2, -1) => 2
        indexof("abcdefgabcdefg", "cde", 1, 10, 2) => 9
        indexof("abcdefgabcdefg", "cde", 1, -1, 3) => -1
        indexof("abcdefg", "cde", 1, -2) => null
        indexof("abcdefg", "cde", 1, -1, 0) => null
        indexof("größe", "e") => 4
        countof("The cat sat on the mat", "at") => 3
        countof("The cat sat on the mat", @"\b.at\b", "regex") => 3
        countof("aaa", "a") => 3
        countof("aaaa", "aa") => 3
        countof("ababa", "ab", "normal") => 2
        countof("ababa", "aba") => 2
        countof("ababa", "aba", "regex") => 1
        countof("abcabc", "a.c", "regex") => 2
        countof("abc", "") => 0
        replace_string("A magic trick can turn a cat into a dog", "cat", "hamster") => A magic trick can turn a hamster into a dog
        replace_string("aaa", "", "b") => aaa
        reverse("abc") => cba
        reverse(123) => 321
        strcat_delim("-", "1", "2", 3) => 1-2-3
        strcat_delim(", ", user, true) => "Dora, true"
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/trim-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/trim-start-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/trim-end-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/replace-regex-function> and
/// <https://learn.microsoft.com/en-us/kusto/query/extract-function>.
#[test]
fn patterns() {
    check_expressions(
        r#"
        trim("--", "--https://bing.com--") => https://bing.com
        trim(@"[^\w]+", "-  Te st1// $") => Te st1
        trim_start("https://", "https://bing.com") => bing.com
        trim_start(@"[^\w]+", "-  Te st1// $") => Te st1// $
        trim_end(".com", "bing.com") => bing
        trim_end(@"[^\w]+", "-  Te st1// $") => -  Te st1
        trim("a", "aabaa") => b
        trim("a", "aaa") == "" => true
        trim("x*", "abc") => abc
        replace_regex("Number is 1", @"is (\d+)", @"was: \1") => Number was: 1
        replace_regex("a.b.c", @"\.", "$1") => a$1b$1c
        replace_regex("abc", "b", @"<\0>") => a<b>c
        replace_regex("abc", "z", "y") => abc
        extract("x=([0-9.]+)", 1, "hello x=45.6|wo") => 45.6
        extract("x=([0-9.]+)", 0, "hello x=45.6|wo") => x=45.6
        extract("x=([0-9.]+)", 1, "hello x=45.6|wo", typeof(real)) * 2 => 91.2
        extract("x=([0-9.]+)", 1, "hello") == "" => true
        extract("x=([0-9.]+)", 1, "hello", typeof(long)) => null
        extract("^.{2,2}(.{4,4})", 1, "abcdefgh") => cdef
        extract("Duration=([0-9.]+)", 1, "A=1, B=2, Duration=123.45, ...", typeof(real)) * 1s == 123.45s => true
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/split-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/strcat-array-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/array-length-function> and
/// <https://learn.microsoft.com/en-us/kusto/query/parse-json-function>. Our lists hold texts: what else an
/// array holds is kept as it is written, and what is no array is no list.
#[test]
fn lists() {
    check_expressions(
        r#"
        split("aa_bb", "_") => "[aa, bb]"
        split("aaa_bbb_ccc", "_", 1) => [bbb]
        split("a__b", "_") => "[a, , b]"
        split("aabbcc", "bb") => "[aa, cc]"
        array_length(split("", "_")) => 1
        array_length(split("a_b", "_", 7)) => 0
        split("abc", "") => [abc]
        split("alice@contoso.com", "@")[1] => contoso.com
        split("alice@contoso.com", "@")[-1] => contoso.com
        split("a.b.c", ".")[7] == "" => true
        tostring(split("a.b", ".")) => "[""a"",""b""]"
        strcat_array(split("a.b.c", "."), "->") => a->b->c
        array_length(split("a.b.c", ".")) => 3
        array_length(parse_json("[1, 2, 3, 4]")) => 4
        array_length(parse_json("21")) => null
        array_length(parse_json(jobTitle)) => null
        parse_json("[1, \"two\", null, [3]]") => "[1, two, , [3]]"
        todynamic("[\"a\"]")[0] => a
        set_has_element(split("a.b", "."), "b") => true
        set_has_element(split("a.b", "."), "B") => false
        set_has_element(parse_json("[1, 2]"), 2) => true
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/case-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/coalesce-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/max-of-function> and
/// <https://learn.microsoft.com/en-us/kusto/query/min-of-function>.
#[test]
fn choices() {
    check_expressions(
        r#"
        case(1 <= 3, "Small", 1 <= 10, "Medium", "Large") => Small
        case(7 <= 3, "Small", 7 <= 10, "Medium", "Large") => Medium
        case(11 <= 3, "Small", 11 <= 10, "Medium", "Large") => Large
        case(accountEnabled, 1, 2.5) => 2.5
        coalesce(tolong("not a number"), tolong("42"), 33) => 42
        coalesce(jobTitle, "", "none") => none
        coalesce(createdDateTime, datetime(2020-01-01)) => 2020-01-01T00:00:00Z
        coalesce(1 / 0, 2.5) => 2.5
        coalesce(user, user) => Dora
        coalesce(createdDateTime) => null
        max_of(10, 1, -3, 17) => 17
        max_of(1, 6) => 6
        max_of(1 / 0, 2) => 2
        max_of(1, 1 / 0) => 1
        max_of(1 / 0, 1 / 0) => null
        max_of(1, 2.5) => 2.5
        max_of("a", "b") => b
        max_of(createdDateTime, datetime(2020-01-01)) => 2020-01-01T00:00:00Z
        min_of(10, 1, -3, 17) => -3
        min_of(1 / 0, 2) => 2
        min_of(2, 1 / 0) => 2
        min_of(1d, 2h) == 2h => true
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/toint-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/tobool-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/todatetime-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/totimespan-function> and the pages beside them.
#[test]
fn conversions() {
    check_expressions(
        r#"
        toint("123") == 123 => true
        toint(2.3) => 2
        toint(-2.7) => -2
        toint("abc") => null
        toint(3000000000) => null
        tolong("3000000000") => 3000000000
        tolong(" 42 ") => 42
        tolong("0x1F") => 31
        tolong("2.5") => null
        tolong(true) => 1
        tolong(1.0 / 0) => null
        toreal("123.4") == 123.4 => true
        todouble("123.4") => 123.4
        toreal(3) => 3.0
        toreal("x") => null
        tobool("true") => true
        tobool("FALSE") => false
        tobool(1) => true
        tobool(123) => true
        tobool(0) => false
        tobool("123") => true
        tobool("yes") => null
        todatetime("2015-12-24") == datetime(2015-12-24) => true
        todatetime("2014-11-08T15:55:55Z") => 2014-11-08T15:55:55Z
        todatetime("soon") => null
        totimespan("0.00:01:00") == 1min => true
        totimespan("1.02:03:04.5") == 1d + 2h + 3m + 4.5s => true
        totimespan("-01:00") == -1h => true
        totimespan("90d") == 90d => true
        totimespan("25:00") => null
        totimespan("1:00:00:00") => null
        totimespan("now") => null
        toint(jobTitle) => null
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/bin-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/round-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/ceiling-function> and
/// <https://learn.microsoft.com/en-us/kusto/query/abs-function>. `bin(4.5, 1)` is shown there as 4.
#[test]
fn rounding() {
    check_expressions(
        "
        bin(4.5, 1) => 4.0
        bin(16d, 7d) == 14d => true
        bin(datetime(1970-05-11 13:45:07), 1d) => 1970-05-11T00:00:00Z
        bin(datetime(2017-01-01 10:10:17), 7d) => 2016-12-26T00:00:00Z
        floor(7, 5) => 5
        bin(-7, 5) => -10
        bin(7, 0) => null
        bin(7, -5) => null
        bin(1 / 0, 5) => null
        bin(7, 2.5) => 5.0
        round(2.98765, 3) => 2.988
        round(2.15, 1) => 2.2
        round(2.15) => 2.0
        round(-50.55, -2) => -100.0
        round(21.5, -1) => 20.0
        round(25, -1) => 30
        round(-25, -1) => -30
        round(25, 3) => 25
        round(7, -20) => 0
        ceiling(-1.1) => -1.0
        ceiling(0) => 0
        ceiling(0.9) => 1.0
        abs(-5) => 5
        abs(-2.5) => 2.5
        abs(-1d) == 1d => true
        ",
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/startofweek-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/datetime-diff-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/datetime-add-function>,
/// <https://learn.microsoft.com/en-us/kusto/query/datetime-part-function> and the pages beside them. Times
/// are kept to the microsecond, so that a day ends one before the next.
#[test]
fn the_calendar() {
    check_expressions(
        r#"
        startofday(datetime(2017-01-01 10:10:17), -1) => 2016-12-31T00:00:00Z
        startofday(datetime(2017-01-01 10:10:17)) => 2017-01-01T00:00:00Z
        startofweek(datetime(2017-01-01 10:10:17), -1) => 2016-12-25T00:00:00Z
        startofweek(datetime(2017-01-01 10:10:17), 0) => 2017-01-01T00:00:00Z
        startofweek(datetime(2017-01-01 10:10:17), 1) => 2017-01-08T00:00:00Z
        startofweek(datetime(1969-12-30)) => 1969-12-28T00:00:00Z
        startofmonth(datetime(2017-01-01 10:10:17), -1) => 2016-12-01T00:00:00Z
        startofmonth(datetime(2017-01-01 10:10:17), 1) => 2017-02-01T00:00:00Z
        startofyear(datetime(2017-01-01 10:10:17), -1) => 2016-01-01T00:00:00Z
        endofday(datetime(2017-01-01 10:10:17)) + 1microsecond => 2017-01-02T00:00:00Z
        endofweek(datetime(2017-01-01 10:10:17)) + 1microsecond => 2017-01-08T00:00:00Z
        endofmonth(datetime(2017-01-01 10:10:17), -1) + 1microsecond => 2017-01-01T00:00:00Z
        endofyear(datetime(2017-01-01 10:10:17)) + 1microsecond => 2018-01-01T00:00:00Z
        startofmonth(createdDateTime) => null
        dayofweek(datetime(2015-12-14)) == 1d => true
        dayofweek(datetime(1947-11-29 10:00:05)) == 6d => true
        dayofweek(datetime(1970-05-11)) == 1d => true
        dayofmonth(datetime(2015-12-14)) => 14
        dayofyear(datetime(2015-12-14)) => 348
        week_of_year(datetime(2000-01-01)) => 52
        week_of_year(datetime(2020-12-31)) => 53
        monthofyear(datetime(2015-12-14)) => 12
        getmonth(datetime(2015-10-12)) => 10
        getyear(datetime(2015-10-12)) => 2015
        hourofday(datetime(2015-12-14 18:54)) => 18
        datetime_part("year", datetime(2017-10-30 01:02:03.7654321)) => 2017
        datetime_part("quarter", datetime(2017-10-30 01:02:03.7654321)) => 4
        datetime_part("month", datetime(2017-10-30 01:02:03.7654321)) => 10
        datetime_part("week_of_year", datetime(2017-10-30 01:02:03.7654321)) => 44
        datetime_part("day", datetime(2017-10-30 01:02:03.7654321)) => 30
        datetime_part("dayOfYear", datetime(2017-10-30 01:02:03.7654321)) => 303
        datetime_part("hour", datetime(2017-10-30 01:02:03.7654321)) => 1
        datetime_part("minute", datetime(2017-10-30 01:02:03.7654321)) => 2
        datetime_part("second", datetime(2017-10-30 01:02:03.7654321)) => 3
        datetime_part("millisecond", datetime(2017-10-30 01:02:03.7654321)) => 765
        datetime_part("microsecond", datetime(2017-10-30 01:02:03.7654321)) => 765432
        datetime_diff("year", datetime(2017-01-01), datetime(2000-12-31)) => 17
        datetime_diff("quarter", datetime(2017-07-01), datetime(2017-03-30)) => 2
        datetime_diff("month", datetime(2017-01-01), datetime(2015-12-30)) => 13
        datetime_diff("week", datetime(2017-10-29 00:00), datetime(2017-09-30 23:59)) => 5
        datetime_diff("day", datetime(2017-10-29 00:00), datetime(2017-09-30 23:59)) => 29
        datetime_diff("hour", datetime(2017-10-31 01:00), datetime(2017-10-30 23:59)) => 2
        datetime_diff("minute", datetime(2017-10-30 23:05:01), datetime(2017-10-30 23:00:59)) => 5
        datetime_diff("second", datetime(2017-10-30 23:00:10.100), datetime(2017-10-30 23:00:00.900)) => 10
        datetime_diff("millisecond", datetime(2017-10-30 23:00:00.200100), datetime(2017-10-30 23:00:00.100900)) => 100
        datetime_diff("day", datetime(2017-09-30), datetime(2017-10-01)) => -1
        datetime_diff("day", now(), createdDateTime) => null
        datetime_add("year", 1, make_datetime(2017, 1, 1)) => 2018-01-01T00:00:00Z
        datetime_add("quarter", 1, make_datetime(2017, 1, 1)) => 2017-04-01T00:00:00Z
        datetime_add("month", 1, make_datetime(2017, 1, 1)) => 2017-02-01T00:00:00Z
        datetime_add("week", 1, make_datetime(2017, 1, 1)) => 2017-01-08T00:00:00Z
        datetime_add("day", 1, make_datetime(2017, 1, 1)) => 2017-01-02T00:00:00Z
        datetime_add("hour", 1, make_datetime(2017, 1, 1)) => 2017-01-01T01:00:00Z
        datetime_add("minute", 1, make_datetime(2017, 1, 1)) => 2017-01-01T00:01:00Z
        datetime_add("second", 1, make_datetime(2017, 1, 1)) => 2017-01-01T00:00:01Z
        datetime_add("month", 1, datetime(2024-01-31)) => 2024-02-29T00:00:00Z
        datetime_add("month", -13, datetime(2024-01-31)) => 2022-12-31T00:00:00Z
        datetime_add("year", 99999, datetime(2024-01-31)) => null
        make_datetime(2017, 10, 1, 12, 10) => 2017-10-01T12:10:00Z
        make_datetime(2017, 13, 1) => null
        "#,
    );
}

/// <https://learn.microsoft.com/en-us/kusto/query/format-datetime-function>
#[test]
fn formats_of_times() {
    check_expressions(
        r#"
        format_datetime(datetime(2017-01-29 09:00:05), "yy-MM-dd [HH:mm:ss]") => 17-01-29 [09:00:05]
        format_datetime(datetime(2017-01-29 09:00:05), "yyyy-M-dd [H:mm:ss]") => 2017-1-29 [9:00:05]
        format_datetime(datetime(2017-01-29 09:00:05), "yy-MM-dd [hh:mm:ss tt]") => 17-01-29 [09:00:05 AM]
        format_datetime(datetime(2015-12-14 02:03:04.12345), "y-M-d h:m:s.fffffff") => 15-12-14 2:3:4.1234500
        format_datetime(datetime(2009-06-15 13:45:30.617), "hh tt FFF") => 01 PM 617
        format_datetime(datetime(2009-06-15 00:45:30), "h.FFF/ff") => 12./00
        format_datetime(createdDateTime, "yyyy") == "" => true
        "#,
    );
}
