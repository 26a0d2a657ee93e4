//! Random queries for property tests.
//!
//! A query is drawn so that it reads, and mostly so that it means something on a tenant of
//! [`crate::tenant`]: names are those that its objects bear, columns are those that the query itself has
//! made. Some are refused all the same (an attribute that nobody collected, a mechanism that leads nowhere),
//! and then they must be refused alike by everyone.
//!
//! Every choice is read off a list of bytes, and a list that is used up chooses the plainest thing. So a
//! property test that fails shrinks the list, and with it the query.
//!
//! ```
//! use enfilade_testkit::queries::{Choices, query};
//!
//! assert_eq!(query(&mut Choices::new(&[])), "users");
//! ```

mod tabular;

use proptest::collection::vec;
use proptest::prelude::*;

/// Random queries.
pub fn queries() -> impl Strategy<Value = String> {
    vec(any::<u8>(), 20..160).prop_map(|bytes| query(&mut Choices::new(&bytes)))
}

/// Random texts that look somewhat like queries: words, signs and quotes of the language, well-formed
/// queries cut and glued, and anything at all.
pub fn texts() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        6 => proptest::sample::select(TOKENS).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    let soup = vec(token, 0..24).prop_map(|tokens| tokens.join(" "));
    let cut = (queries(), any::<u16>(), any::<u16>(), "\\PC{0,4}").prop_map(
        |(mut text, from, to, filling)| {
            let at = |text: &str, position: u16| {
                text.floor_char_boundary(usize::from(position) % (text.len() + 1))
            };
            let (from, to) = (at(&text, from), at(&text, to));
            text.replace_range(from.min(to)..from.max(to), &filling);
            text
        },
    );
    prop_oneof![
        3 => soup,
        3 => cut,
        1 => "\\PC{0,60}",
        1 => any::<String>(),
    ]
}

const TOKENS: &[&str] = &[
    "who",
    "which",
    "what",
    "guests",
    "users",
    "apps",
    "app",
    "groups",
    "group",
    "finance",
    "reach",
    "reaches",
    "can reach",
    "do not reach",
    "cannot reach",
    "could reach",
    "does",
    "why",
    "how many ways",
    "shortest path",
    "all paths",
    "from",
    "to",
    "not",
    "all",
    "no",
    "any",
    "as",
    "by",
    "not by",
    "via",
    "not via",
    "only via",
    "directly",
    "directly in",
    "within 3 hops",
    "with",
    "without mfa",
    "unless blocked",
    "in",
    "owned by",
    "under",
    "tier zero",
    "or",
    "and",
    "except",
    "where",
    "(",
    ")",
    "(",
    ")",
    "\"a\"",
    "\"",
    "'",
    "@\"",
    "\\",
    "|",
    "|",
    "=",
    "==",
    "!=",
    "=~",
    "!has",
    "has",
    "contains",
    "!in",
    "in~",
    "between",
    "..",
    "matches regex",
    "and",
    "not(",
    "ago(90d)",
    "datetime(2025-01-01)",
    "1.5h",
    "-3",
    "7",
    "99999999999999999999",
    "true",
    "summarize",
    "count()",
    "dcount(app)",
    "make_set(",
    "by",
    "sort by",
    "desc",
    "nulls last",
    "top 3 by",
    "take 2",
    "project",
    "extend",
    "distinct",
    "count",
    "render",
    "let x = ",
    ";",
    "?",
    ",",
    ".",
    "guest.name",
    "['a']",
    "$p",
    "//",
    "\n",
    "\u{200b}",
    "alice@contoso.com",
    "622dc75c-9ec5-4a75-bd4f-df23cc565007",
    "/subscriptions/x",
    "é",
    "日本",
    "\u{202e}",
];

/// Where a generator's choices come from.
#[derive(Clone, Debug)]
pub struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Choices<'a> {
    /// Choices read off a list of bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Choices<'a> {
        Choices {
            bytes: bytes.iter(),
        }
    }

    fn below(&mut self, limit: usize) -> usize {
        let byte = self.bytes.next().copied().unwrap_or(0);
        usize::from(byte) % limit.max(1)
    }

    /// True once in so many times; never if nothing is left to choose by.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len());
        from.get(at).copied()
    }

    fn one<'t>(&mut self, from: &[&'t str]) -> &'t str {
        self.pick(from).unwrap_or_default()
    }
}

/// The type of a column, as far as the generator needs it.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
enum Kind {
    Entity,
    Text,
    Number,
    Truth,
    Other,
}

/// A column that a query has made so far.
#[derive(Clone, Debug)]
struct Column {
    name: String,
    kind: Kind,
}

fn column(name: &str, kind: Kind) -> Column {
    Column {
        name: name.to_owned(),
        kind,
    }
}

/// Nouns with the column that holds one, those that can hold access first.
const LEFT: &[(&str, &str)] = &[
    ("users", "user"),
    ("guests", "guest"),
    ("principals", "principal"),
    ("groups", "group"),
    ("service principals", "service_principal"),
    ("employees", "employee"),
];
const RIGHT: &[(&str, &str)] = &[
    ("apps", "app"),
    ("resources", "resource"),
    ("roles", "role"),
    ("anything", "anything"),
    ("subscriptions", "subscription"),
    ("azure resources", "azure_resource"),
];
const OTHER: &[(&str, &str)] = &[
    ("users", "user"),
    ("groups", "group"),
    ("apps", "app"),
    ("devices", "device"),
    ("vaults", "vault"),
    ("units", "unit"),
    ("anything", "anything"),
];

/// A query.
#[must_use]
pub fn query(choices: &mut Choices<'_>) -> String {
    let (mut text, mut columns) = match choices.below(4) {
        0 => {
            let (noun, name) = choices.pick(OTHER).unwrap_or(("users", "user"));
            let set = set_of(choices, noun, 2);
            (set, vec![column(name, Kind::Entity)])
        }
        3 => pair(choices),
        _ => reach(choices),
    };
    for _ in 0..choices.below(6) {
        let stage = stage(choices, &mut columns);
        text.push_str(" | ");
        text.push_str(&stage);
    }
    text
}

/// A question about single pairs.
fn pair(choices: &mut Choices<'_>) -> (String, Vec<Column>) {
    let (left, left_name) = choices.pick(LEFT).unwrap_or(("users", "user"));
    let (right, right_name) = choices.pick(RIGHT).unwrap_or(("apps", "app"));
    let (left, right) = (set_of(choices, left, 1), set_of(choices, right, 1));
    let auxiliary = choices.one(&["does", "can", "could"]);
    let mut ends = vec![
        column(left_name, Kind::Entity),
        column(right_name, Kind::Entity),
    ];
    if left_name == right_name {
        ends = vec![
            column("principal", Kind::Entity),
            column("resource", Kind::Entity),
        ];
    }
    let by = match choices.once_in(4) {
        true => format!(" not by {}", choices.one(MECHANISMS)),
        false => String::new(),
    };
    match choices.below(4) {
        0 => {
            ends.extend([
                column("first", Kind::Entity),
                column("relation", Kind::Text),
                column("state", Kind::Text),
                column("ways", Kind::Number),
            ]);
            let text = format!("how many ways {auxiliary} {left} reach {right}{by}");
            (text, ends)
        }
        1 => {
            let which = choices.one(&["shortest path", "2 paths", "all paths"]);
            let hops = choices.one(&["", " within 1 hop", " within 3 hops"]);
            ends.extend([
                column("path", Kind::Other),
                column("path_ids", Kind::Other),
                column("hops", Kind::Number),
                column("state", Kind::Text),
            ]);
            (format!("{which} from {left} to {right}{by}{hops}"), ends)
        }
        two_or_three => {
            let not = if two_or_three == 2 { "" } else { " not" };
            let text = format!("why {auxiliary} {left}{not} reach {right}{by}");
            (
                text,
                STEP_COLUMNS
                    .iter()
                    .map(|(name, kind)| column(name, *kind))
                    .collect(),
            )
        }
    }
}

const STEP_COLUMNS: &[(&str, Kind)] = &[
    ("way", Kind::Number),
    ("step", Kind::Number),
    ("from", Kind::Entity),
    ("relation", Kind::Text),
    ("to", Kind::Entity),
    ("role", Kind::Text),
    ("state", Kind::Text),
    ("carries", Kind::Truth),
    ("reason", Kind::Text),
    ("rule", Kind::Text),
    ("source", Kind::Text),
    ("record", Kind::Text),
    ("sentence", Kind::Text),
];

fn reach(choices: &mut Choices<'_>) -> (String, Vec<Column>) {
    let (left, left_name) = choices.pick(LEFT).unwrap_or(("users", "user"));
    let (right, right_name) = choices.pick(RIGHT).unwrap_or(("apps", "app"));
    let verb = choices.one(&[
        "reach",
        "can reach",
        "do not reach",
        "cannot reach",
        "could reach",
        "could not reach",
    ]);
    let (left, right) = (set_of(choices, left, 1), set_of(choices, right, 1));
    let mut text = format!("{left} {verb} {right}");
    let (mut with_disabled, mut with_limits) = (false, false);
    for clause in [
        "by",
        "not by",
        "as",
        "via",
        "directly",
        "with disabled",
        "with first-party",
        "with limits",
    ] {
        if !choices.once_in(9) {
            continue;
        }
        let words = match clause {
            "by" | "not by" => choices.one(MECHANISMS).to_owned(),
            "as" => choices
                .one(&["\"directory role 0\"", "\"Role 0\" or \"directory role 0\""])
                .to_owned(),
            "via" => set_of(choices, "groups", 1),
            other => {
                with_disabled |= other == "with disabled";
                with_limits |= other == "with limits";
                String::new()
            }
        };
        text.push_str(format!(" {clause} {words}").trim_end());
    }
    let mut columns = vec![
        column(left_name, Kind::Entity),
        column(right_name, Kind::Entity),
    ];
    if left_name == right_name {
        columns = vec![
            column("principal", Kind::Entity),
            column("resource", Kind::Entity),
        ];
    }
    if !verb.contains("not") {
        let role = if right_name == "role" {
            "role_name"
        } else {
            "role"
        };
        columns.extend([
            column(role, Kind::Text),
            column("mechanism", Kind::Text),
            column("scope", Kind::Entity),
            column("state", Kind::Text),
            column("via", Kind::Entity),
            column("ways", Kind::Number),
            column("hops", Kind::Number),
        ]);
        if with_disabled {
            columns.push(column("disabled", Kind::Truth));
        }
        if with_limits {
            columns.push(column("limits", Kind::Text));
        }
    }
    (text, columns)
}

const MECHANISMS: &[&str] = &[
    "app assignment",
    "open app",
    "administrator override",
    "directory role",
    "azure role",
    "vault access policy",
    "vault secrets",
    "storage data",
];

/// A set around a noun, in parentheses where it needs them.
fn set_of(choices: &mut Choices<'_>, noun: &str, depth: usize) -> String {
    let plain = match choices.below(10) {
        7 => format!("{noun} where name contains \"{}\"", choices.below(3)),
        8 => format!("{noun} where ({})", entity_predicate(choices, noun)),
        9 => named(choices, noun),
        _ => noun.to_owned(),
    };
    if depth == 0 {
        return plain;
    }
    let is_member = LEFT.iter().any(|(own, _)| *own == noun) || noun == "devices";
    match choices.below(16) {
        12 | 13 if !is_member => plain,
        12 => format!("{plain} in {}", set_of(choices, "groups", depth - 1)),
        13 => format!(
            "{plain} directly in {}",
            set_of(choices, "groups", depth - 1)
        ),
        14 => format!("{plain} owned by {}", set_of(choices, "users", depth - 1)),
        15 => {
            let operator = choices.one(&["or", "and", "except"]);
            let other = set_of(choices, noun, depth - 1);
            format!("(({plain}) {operator} ({other}))")
        }
        _ => plain,
    }
}

/// Something by its name, which the tenant may have.
fn named(choices: &mut Choices<'_>, noun: &str) -> String {
    let (noun, kind) = match noun {
        "users" => ("user", "user"),
        "groups" => ("group", "group"),
        "apps" => ("app", "app"),
        "roles" => ("role", "directory role"),
        "subscriptions" => ("subscription", "subscription"),
        other => return other.to_owned(),
    };
    format!("{noun} \"{kind} {}\"", choices.below(3))
}

fn entity_predicate(choices: &mut Choices<'_>, noun: &str) -> String {
    let number = choices.below(4);
    let is_user = matches!(noun, "users" | "guests" | "employees");
    match choices.below(if is_user { 7 } else { 5 }) {
        0 => format!("name !endswith \"{number}\""),
        1 => format!("not(name has \"{number}\")"),
        2 => "kind != \"group\" or name != \"group 0\"".to_owned(),
        3 => format!("name matches regex \"[0-{number}]$\""),
        4 => format!("id > \"{number}\" and isnotempty(name)"),
        5 => "enabled == true".to_owned(),
        _ => "userType != \"Guest\"".to_owned(),
    }
}

/// A stage, which changes the columns.
fn stage(choices: &mut Choices<'_>, columns: &mut Vec<Column>) -> String {
    match choices.below(20) {
        14..=19 => tabular::stage(choices, columns),
        0 => format!("take {}", 8 - choices.below(9)),
        1..=3 => format!("where {}", predicate(choices, columns)),
        4..=6 => sort(choices, columns),
        7..=9 => project(choices, columns),
        10 => extend(choices, columns),
        11 => summarize(choices, columns),
        12 => "distinct".to_owned(),
        _ => {
            *columns = vec![column("Count", Kind::Number)];
            "count".to_owned()
        }
    }
}

fn any_column(choices: &mut Choices<'_>, columns: &[Column]) -> Column {
    let at = choices.below(columns.len());
    match columns.get(at) {
        Some(own) => own.clone(),
        None => column("name", Kind::Text),
    }
}

fn shown(own: &Column) -> String {
    format!("['{}']", own.name)
}

fn predicate(choices: &mut Choices<'_>, columns: &[Column]) -> String {
    let own = any_column(choices, columns);
    let (name, number) = (shown(&own), choices.below(4));
    let test = match (own.kind, choices.below(3)) {
        (Kind::Entity, 0) => format!("isnotempty({name})"),
        (Kind::Entity, 1) => format!("{name} contains \"{number}\""),
        (Kind::Entity, _) => format!("{name}.kind != \"user\""),
        (Kind::Text, 0) => format!("{name} != \"{number}\""),
        (Kind::Text, 1) => format!("{name} has \"app\""),
        (Kind::Text, _) => format!("isempty({name})"),
        (Kind::Number, 0) => format!("{name} > {number}"),
        (Kind::Number, 1) => format!("{name} % 2 == 0"),
        (Kind::Number, _) => format!("{name} / ({number}) != 1"),
        (Kind::Truth, _) => format!("{name} == true"),
        (Kind::Other, _) => format!("isnotnull({name})"),
    };
    if choices.once_in(4) {
        let join = choices.one(&["and", "or"]);
        return format!("{test} {join} {}", predicate(choices, columns));
    }
    test
}

fn sort(choices: &mut Choices<'_>, columns: &[Column]) -> String {
    let own = any_column(choices, columns);
    if own.kind == Kind::Other {
        return "take 9".to_owned();
    }
    let order = choices.one(&["", " asc", " desc nulls first", " asc nulls last"]);
    let key = format!("{}{order}", shown(&own));
    match choices.below(3) {
        0 => format!("sort by {key}"),
        1 => format!("top {} by {key}", 8 - choices.below(9)),
        _ => format!("sort by {key}, {} asc", shown(&sortable(columns))),
    }
}

fn sortable(columns: &[Column]) -> Column {
    let found = columns.iter().find(|own| own.kind != Kind::Other);
    found.cloned().unwrap_or_else(|| column("name", Kind::Text))
}

fn project(choices: &mut Choices<'_>, columns: &mut Vec<Column>) -> String {
    let mut kept: Vec<Column> = Vec::new();
    let mut items = Vec::new();
    for number in 0..=choices.below(3) {
        let own = any_column(choices, columns);
        let is_new = kept.iter().all(|other| other.name != own.name);
        if is_new && !choices.once_in(4) {
            items.push(shown(&own));
            kept.push(own);
        } else {
            let name = format!("p{number}");
            items.push(format!("{name} = {}", shown(&own)));
            kept.push(column(&name, own.kind));
        }
    }
    *columns = kept;
    format!("project {}", items.join(", "))
}

fn extend(choices: &mut Choices<'_>, columns: &mut Vec<Column>) -> String {
    let own = any_column(choices, columns);
    let name = shown(&own);
    let (value, kind) = match (own.kind, choices.below(3)) {
        (Kind::Entity, 0) => (format!("{name}.id"), Kind::Text),
        (Kind::Entity, _) => (format!("tolower({name})"), Kind::Text),
        (Kind::Text, 0) => (format!("strlen({name})"), Kind::Number),
        (Kind::Text, 1) => (format!("split({name}, \" \")"), Kind::Other),
        (Kind::Text, _) => (format!("strcat({name}, \"-\", {name})"), Kind::Text),
        (Kind::Number, 0) => (format!("{name} * 2 + 1"), Kind::Number),
        (Kind::Number, 1) => (format!("bin({name}, 3)"), Kind::Number),
        (Kind::Number, _) => (format!("{name} / 2.0"), Kind::Number),
        (Kind::Truth, _) => (format!("iff({name}, 1, 0)"), Kind::Number),
        (Kind::Other, _) => (format!("array_length({name})"), Kind::Number),
    };
    let new = choices.one(&["e0", "e1"]);
    match columns.iter_mut().find(|own| own.name == new) {
        Some(old) => old.kind = kind,
        None => columns.push(column(new, kind)),
    }
    format!("extend {new} = {value}")
}

fn summarize(choices: &mut Choices<'_>, columns: &mut Vec<Column>) -> String {
    let own = any_column(choices, columns);
    let name = shown(&own);
    let is_number = own.kind == Kind::Number;
    let (aggregate, kind) = match choices.below(12) {
        1 if own.kind != Kind::Other => (format!("dcount({name})"), Kind::Number),
        2 if own.kind != Kind::Other => (format!("make_set({name})"), Kind::Other),
        3 if own.kind != Kind::Other => (format!("any({name})"), own.kind),
        4 if is_number => (format!("sum({name})"), Kind::Number),
        5 if is_number => (format!("avg({name})"), Kind::Number),
        6 if own.kind == Kind::Text => (format!("max({name})"), Kind::Text),
        7 if is_number => (format!("percentile({name}, 60)"), Kind::Number),
        8 if is_number => (format!("sumif({name}, {name} > 1)"), Kind::Number),
        9 if own.kind != Kind::Other => (format!("make_list({name}, 4)"), Kind::Other),
        10 if own.kind != Kind::Other => (format!("arg_max({name}, {name})"), own.kind),
        11 if own.kind != Kind::Other => (
            format!("dcountif({name}, isnotempty({name}))"),
            Kind::Number,
        ),
        _ => ("count()".to_owned(), Kind::Number),
    };
    let mut made = vec![column("s0", kind)];
    if aggregate.starts_with("arg_max") {
        made.push(column(&own.name, own.kind));
        if own.name == "s0" {
            return "take 7".to_owned();
        }
    }
    let mut text = format!("summarize s0 = {aggregate}");
    let key = any_column(choices, columns);
    let is_new = made.iter().all(|own| own.name != key.name);
    if key.kind != Kind::Other && is_new && choices.once_in(2) {
        text.push_str(&format!(" by {}", shown(&key)));
        made.insert(0, key);
    }
    *columns = made;
    text
}
