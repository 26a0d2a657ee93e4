//! Plans as text, for `explain`.

use super::column::Column;
use super::expression::{Arithmetic, Comparison, Expr, Property, TextTest};
use super::logical::{
    Access, Aggregate, Counts, End, JoinKind, Judgement, Plan, Quantifier, Rules, Set, Spread,
    Start, Traced,
};
use super::physical::{AccessNode, RowNode, SetNode, SetOperator, StartNode, Steps};
use crate::execute::notes::{counted, thousands};
use enfilade_graph::Graph;
use enfilade_model::EntityId;
use enfilade_rules::Rule;
use std::fmt::Write;
use std::sync::atomic::Ordering;

/// Lines of text, each deeper than the one that it belongs to.
pub(crate) struct Tree<'g> {
    graph: &'g Graph,
    text: String,
    // What is said of the rows of the operator whose line comes next.
    rows: Option<String>,
}

impl<'g> Tree<'g> {
    pub(crate) fn new(graph: &'g Graph) -> Tree<'g> {
        Tree {
            graph,
            text: String::new(),
            rows: None,
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    fn line(&mut self, depth: usize, line: &str) {
        let rows = self.rows.take().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:width$}{line}{rows}", "", width = depth * 2);
    }

    /// A logical plan.
    pub(crate) fn logical(&mut self, plan: &Plan, depth: usize) {
        let own: Vec<Column> = match plan {
            Plan::Filter(input, _)
            | Plan::Project(input, _, _)
            | Plan::Aggregate { input, .. }
            | Plan::Sort { input, .. }
            | Plan::Take(input, _) => input.columns().to_vec(),
            _ => Vec::new(),
        };
        let input = match plan {
            Plan::Entities(start, _) => {
                self.line(depth, "entities");
                return self.start(start, depth + 1);
            }
            Plan::Access(access) => {
                self.line(depth, &access_line(access));
                self.early_condition(access, depth + 1);
                return self.ends(access, depth + 1);
            }
            Plan::Trace(trace) => {
                let line = format!(
                    "{} {}",
                    traced_line(trace.traced),
                    access_line(&trace.access)
                );
                self.line(depth, &line);
                return self.ends(&trace.access, depth + 1);
            }
            Plan::CountAccess(access, counts, _) => {
                let line = format!("count {} {}", counted_things(*counts), access_line(access));
                self.line(depth, &line);
                return self.ends(access, depth + 1);
            }
            Plan::Judge(access, judgement, _) => {
                let line = format!("{} {}", judgement_text(*judgement), access_line(access));
                self.line(depth, &line);
                return self.ends(access, depth + 1);
            }
            Plan::Table(table, _) => return self.line(depth, &format!("table {}", table.text())),
            Plan::Filter(input, condition) => {
                self.line(depth, &format!("where {}", shown(condition, &own)));
                input
            }
            Plan::Project(input, exprs, columns) => {
                let made: Vec<String> = exprs
                    .iter()
                    .zip(columns)
                    .map(|(expr, column)| format!("{} = {}", column.name, shown(expr, &own)))
                    .collect();
                self.line(depth, &format!("project {}", made.join(", ")));
                input
            }
            Plan::Aggregate {
                input,
                keys,
                aggregates,
                ..
            } => {
                self.line(depth, &aggregate_line(keys, aggregates, &own));
                input
            }
            Plan::Sort { input, keys, limit } => {
                let keys: Vec<String> = keys
                    .iter()
                    .map(|key| {
                        let order = if key.ascending { "asc" } else { "desc" };
                        format!("{} {order}", shown(&key.value, &own))
                    })
                    .collect();
                let most = limit.map_or(String::new(), |limit| format!(", first {limit}"));
                self.line(depth, &format!("sort by {}{most}", keys.join(", ")));
                input
            }
            Plan::Take(input, limit) => {
                self.line(depth, &format!("take {limit}"));
                input
            }
            Plan::Unnest(unnest) => {
                let lists = unnest.lists.iter().filter_map(|&at| unnest.columns.get(at));
                let lists: Vec<&str> = lists.map(|column| column.name.as_str()).collect();
                self.line(depth, &format!("take apart {}", lists.join(", ")));
                &unnest.input
            }
            Plan::Join(join) => {
                let (left, right) = (join.left.columns(), join.right.columns());
                let keys: Vec<String> = join
                    .keys
                    .iter()
                    .map(|(own, other)| format!("{} == {}", shown(own, left), shown(other, right)))
                    .collect();
                self.line(
                    depth,
                    &format!("{} on {}", join_words(join.kind), keys.join(", ")),
                );
                self.logical(&join.left, depth + 1);
                return self.logical(&join.right, depth + 1);
            }
            Plan::Union(inputs, _) => {
                self.line(depth, "union");
                for input in inputs {
                    self.logical(input, depth + 1);
                }
                return;
            }
        };
        self.logical(input, depth + 1);
    }

    fn ends(&mut self, access: &Access, depth: usize) {
        self.line(depth, "from");
        self.start(&access.left, depth + 1);
        self.line(depth, "to");
        self.start(&access.right, depth + 1);
        for (word, sets) in [
            ("via", &access.via),
            ("not via", &access.not_via),
            ("only via", &access.only_via),
        ] {
            for set in sets {
                self.line(depth, word);
                self.set(set, depth + 1);
            }
        }
    }

    fn start(&mut self, start: &Start, depth: usize) {
        for condition in &start.conditions {
            self.line(depth, &format!("where {}", shown(condition, &[])));
        }
        self.set(
            &start.set,
            depth + usize::from(!start.conditions.is_empty()),
        );
    }

    fn set(&mut self, set: &Set, depth: usize) {
        match set {
            Set::Scan(kinds) => {
                let kinds: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
                self.line(depth, &format!("scan {}", kinds.join(", ")));
            }
            Set::These(ids) => {
                let line = self.these(ids);
                self.line(depth, &line);
            }
            Set::Filter(input, condition) => {
                self.line(depth, &format!("filter {}", shown(condition, &[])));
                self.set(input, depth + 1);
            }
            Set::Expand(expand) => {
                let steps = Steps {
                    edges: expand.edges.clone(),
                    forward: expand.forward,
                    most: expand.most,
                };
                self.line(depth, &format!("expand {}", steps_text(&steps)));
                self.set(&expand.from, depth + 1);
            }
            Set::Reaching(reaching) => {
                self.line(depth, reaching_text(reaching.end));
                self.set(&reaching.principals, depth + 1);
                self.set(&reaching.resources, depth + 1);
            }
            Set::Matching(matching) => {
                self.line(depth, &matching_text(&matching.rules));
                self.set(&matching.subjects, depth + 1);
                if let Rules::Of(groups) = &matching.rules {
                    self.set(groups, depth + 1);
                }
            }
            Set::Union(sets) => self.sets("union", sets, depth),
            Set::Intersection(sets) => self.sets("intersection", sets, depth),
            Set::Difference(sets) => self.sets("difference", sets, depth),
        }
    }

    fn sets(&mut self, name: &str, sets: &[Set], depth: usize) {
        self.line(depth, name);
        for set in sets {
            self.set(set, depth + 1);
        }
    }

    fn these(&self, ids: &[EntityId]) -> String {
        let labels = ids.iter().take(3);
        let labels: Vec<String> = labels
            .map(|&id| format!("`{}`", self.graph.label(id)))
            .collect();
        let more = if ids.len() > 3 { ", ..." } else { "" };
        format!("entity {}{more}", labels.join(", "))
    }

    /// A physical plan, with what was counted when it ran.
    pub(crate) fn physical(&mut self, node: &RowNode, depth: usize) {
        let (line, input) = match node {
            RowNode::Entities(node) => {
                self.line(depth, "entities");
                return self.start_node(node, depth + 1);
            }
            RowNode::Access(node) => {
                return self.access_node("access, block by block", node, depth);
            }
            RowNode::Trace(node, traced, _) => {
                let line = format!("{} access, pair by pair", traced_line(*traced));
                return self.access_node(&line, node, depth);
            }
            RowNode::CountAccess(node, counts) => {
                let rest = match node.access.negated {
                    true => ", and take them from all pairs",
                    false => "",
                };
                let things = counted_things(*counts);
                let line = format!("count {things} access, block by block{rest}");
                return self.access_node(&line, node, depth);
            }
            RowNode::Judge(node, judgement) => {
                let line = format!("{} access, block by block", judgement_text(*judgement));
                return self.access_node(&line, node, depth);
            }
            RowNode::Table(table, _) => {
                return self.line(depth, &format!("table {}, whole", table.text()));
            }
            RowNode::Filter(input, _) => ("filter rows".to_owned(), input),
            RowNode::Project(input, exprs) => (
                format!(
                    "project {}",
                    counted(exprs.len() as u64, "column", "columns")
                ),
                input,
            ),
            RowNode::Aggregate(input, keys, aggregates) if aggregates.is_empty() => (
                format!("distinct by {}, as they come", keys_text(keys)),
                input,
            ),
            RowNode::Aggregate(input, keys, _) => {
                (format!("hash groups by {}", keys_text(keys)), input)
            }
            RowNode::Sort(input, _, Some(limit)) => (format!("keep the first {limit}"), input),
            RowNode::Sort(input, _, None) => ("sort".to_owned(), input),
            RowNode::Take(input, limit) => (format!("stop after {limit}"), input),
            RowNode::Unnest(input, _) => ("take lists apart".to_owned(), input),
            RowNode::Join(node) => {
                self.line(
                    depth,
                    &format!("hash join, the second held: {}", join_words(node.kind)),
                );
                self.physical(&node.left, depth + 1);
                return self.physical(&node.right, depth + 1);
            }
            RowNode::Union(inputs) => {
                self.line(depth, "one after the other");
                for input in inputs {
                    self.physical(input, depth + 1);
                }
                return;
            }
            RowNode::Counted(input, tally) => {
                let yielded = tally.counted.load(Ordering::Relaxed);
                let estimate = counted(tally.estimate, "row", "rows");
                self.rows = Some(format!(
                    " (estimated {estimate}; {} counted)",
                    thousands(yielded)
                ));
                return self.physical(input, depth);
            }
        };
        self.line(depth, &line);
        self.physical(input, depth + 1);
    }

    /// What rows are judged by before their witnesses are looked for.
    fn early_condition(&mut self, access: &Access, depth: usize) {
        if let Some(condition) = &access.kept_if {
            let condition = shown(condition, &access.columns);
            self.line(depth, &format!("where {condition}, before witnesses"));
        }
    }

    fn access_node(&mut self, line: &str, node: &AccessNode, depth: usize) {
        let access = &node.access;
        let left_out: Vec<&str> = access
            .columns
            .iter()
            .zip(&access.needed)
            .filter(|(_, needed)| !**needed)
            .map(|(column, _)| column.name.as_str())
            .collect();
        let unread = match left_out.is_empty() {
            true => String::new(),
            false => format!("; not made: {}", left_out.join(", ")),
        };
        self.line(depth, &format!("{line}{unread}"));
        self.early_condition(access, depth + 1);
        for (name, start) in [("from", &node.left), ("to", &node.right)] {
            self.line(depth + 1, name);
            self.start_node(start, depth + 2);
        }
        for (word, sets) in [
            ("via", &node.via),
            ("not via", &node.not_via),
            ("only via", &node.only_via),
        ] {
            for set in sets {
                self.line(depth + 1, word);
                self.set_node(set, depth + 2);
            }
        }
    }

    fn start_node(&mut self, node: &StartNode, depth: usize) {
        if node.shared.is_some() {
            self.rows = Some(" (computed once for all that start from it)".to_owned());
        }
        let conditions = &node.start.conditions;
        if conditions.is_empty() {
            return self.set_node(&node.set, depth);
        }
        let conditions: Vec<String> = conditions.iter().map(|one| shown(one, &[])).collect();
        let kept = match node.kept.get() {
            Some(kept) => format!("{kept} entities"),
            None => "not computed".to_owned(),
        };
        self.line(
            depth,
            &format!("where {} ({kept})", conditions.join(" and ")),
        );
        self.set_node(&node.set, depth + 1);
    }

    fn set_node(&mut self, node: &SetNode, depth: usize) {
        let counted = match node.counted.get() {
            Some(counted) => format!("{counted} entities"),
            None => "not computed".to_owned(),
        };
        let numbers = format!(
            "(estimated {} at a cost of {}; {counted})",
            node.estimate, node.cost
        );
        let (line, inputs): (String, Vec<&SetNode>) = match &node.operator {
            SetOperator::Scan(kinds) => {
                let kinds: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
                (format!("scan {}", kinds.join(", ")), Vec::new())
            }
            SetOperator::These(ids) => (self.these(ids), Vec::new()),
            SetOperator::Filter(input, condition) => {
                (format!("filter {}", shown(condition, &[])), vec![input])
            }
            SetOperator::Expand(from, steps) => {
                (format!("expand {}", steps_text(steps)), vec![from])
            }
            SetOperator::Leading(candidates, to, steps) => (
                format!(
                    "ask each of the first, {}, for the second",
                    steps_text(steps)
                ),
                vec![candidates, to],
            ),
            SetOperator::Reaching(principals, resources, asked) => (
                reaching_text(asked.end).to_owned(),
                vec![principals, resources],
            ),
            SetOperator::Matching(subjects, rule) => (matching_rule(rule), vec![subjects]),
            SetOperator::MatchingAny(subjects, groups) => {
                (MATCHING_ANY.to_owned(), vec![subjects, groups])
            }
            SetOperator::Union(sets) => ("union".to_owned(), sets.iter().collect()),
            SetOperator::Intersection(sets) => ("intersection".to_owned(), sets.iter().collect()),
            SetOperator::Difference(sets) => ("difference".to_owned(), sets.iter().collect()),
        };
        self.line(depth, &format!("{line} {numbers}"));
        for input in inputs {
            self.set_node(input, depth + 1);
        }
    }
}

fn traced_line(traced: Traced) -> String {
    match traced {
        Traced::Why { negated: false } => "why one pair has".to_owned(),
        Traced::Why { negated: true } => "why one pair lacks".to_owned(),
        Traced::Ways => "first steps of".to_owned(),
        Traced::Paths { most, within } => {
            let most = most.map_or("all".to_owned(), |most| format!("{most} shortest"));
            let within = within.map_or(String::new(), |hops| format!(" within {hops} hops"));
            format!("{most} paths{within} of")
        }
    }
}

const MATCHING_ANY: &str = "those of the first of whom the rule of one of the second holds";

fn matching_text(rules: &Rules) -> String {
    match rules {
        Rules::Given(rule) => matching_rule(rule),
        Rules::Of(_) => MATCHING_ANY.to_owned(),
    }
}

fn matching_rule(rule: &Rule) -> String {
    format!("those of whom the rule holds: {rule}")
}

fn reaching_text(end: End) -> &'static str {
    match end {
        End::Principals => "those of the first who reach any of the second",
        End::Resources => "those of the second that any of the first reaches",
    }
}

fn judgement_text(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Those(Quantifier::All) => "those with all",
        Judgement::Those(Quantifier::No) => "those with no",
        Judgement::YesNo { .. } => "whether there is",
    }
}

fn counted_things(counts: Counts) -> &'static str {
    match counts {
        Counts::Rows => "the rows of",
        Counts::Pairs => "the pairs of",
        Counts::Principals => "the principals of",
    }
}

fn keys_text(keys: &[Expr]) -> String {
    counted(keys.len() as u64, "key", "keys")
}

fn join_words(kind: JoinKind) -> &'static str {
    match kind {
        JoinKind::InnerUnique => "join with the first of each key",
        JoinKind::Inner => "join",
        JoinKind::LeftOuter => "join, also without a partner",
        JoinKind::LeftAnti => "without a partner",
        JoinKind::LeftSemi => "with a partner",
    }
}

fn access_line(access: &Access) -> String {
    let names: Vec<&str> = access.mechanisms.iter().map(|m| m.name()).collect();
    let mut line = match access.negated {
        false => format!("access ({}) by {}", access.layer.verb(), names.join(", ")),
        true => format!(
            "no access ({}) by {}",
            access.layer.verb(),
            names.join(", ")
        ),
    };
    for (holds, words) in [
        (access.direct, "directly"),
        (access.roles.is_some(), "by role"),
        (access.with_disabled, "with disabled"),
        (access.with_first_party, "with first-party"),
    ] {
        if holds {
            line.push_str(&format!(", {words}"));
        }
    }
    if let Some(most) = access.within {
        line.push_str(&format!(", within {most} hops"));
    }
    line
}

fn aggregate_line(keys: &[Expr], aggregates: &[Aggregate], columns: &[Column]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| shown(key, columns)).collect();
    let of = |name: &str, expr: &Expr| format!("{name}({})", shown(expr, columns));
    let aggregates: Vec<String> = aggregates
        .iter()
        .map(|aggregate| match aggregate {
            Aggregate::Count => "count()".to_owned(),
            Aggregate::CountIf(expr) => of("countif", expr),
            Aggregate::DistinctCount(expr) => of("dcount", expr),
            Aggregate::Min(expr) => of("min", expr),
            Aggregate::Max(expr) => of("max", expr),
            Aggregate::Average(expr) => of("avg", expr),
            Aggregate::Sum(expr) => of("sum", expr),
            Aggregate::Spread(Spread::Variance, expr) => of("variance", expr),
            Aggregate::Spread(Spread::StandardDeviation, expr) => of("stdev", expr),
            Aggregate::Percentile(share, expr) => {
                format!("percentile({}, {share})", shown(expr, columns))
            }
            Aggregate::Set(expr, _) => of("make_set", expr),
            Aggregate::List(expr, _) => of("make_list", expr),
            Aggregate::Any(expr) => of("any", expr),
            Aggregate::Best {
                greatest,
                key,
                value,
            } => {
                let name = if *greatest { "arg_max" } else { "arg_min" };
                format!("{name}({}, {})", shown(key, columns), shown(value, columns))
            }
        })
        .collect();
    match (aggregates.is_empty(), keys.is_empty()) {
        (true, _) => format!("distinct {}", keys.join(", ")),
        (false, true) => format!("summarize {}", aggregates.join(", ")),
        (false, false) => format!("summarize {} by {}", aggregates.join(", "), keys.join(", ")),
    }
}

fn steps_text(steps: &Steps) -> String {
    let edges: Vec<&str> = steps.edges.iter().map(|edge| edge.name()).collect();
    let way = if steps.forward { "forward" } else { "back" };
    let most = match steps.most {
        Some(1) => "one step".to_owned(),
        Some(most) => format!("1..{most} steps"),
        None => "any number of steps".to_owned(),
    };
    format!("{} edges {way}, {most}", edges.join(" and "))
}

/// An expression over columns. Without columns, column 0 is the entity itself.
fn shown(expr: &Expr, columns: &[Column]) -> String {
    let of = |expr: &Expr| shown(expr, columns);
    let list = |exprs: &[Expr], word: &str| {
        let shown: Vec<String> = exprs.iter().map(of).collect();
        format!("({})", shown.join(word))
    };
    match expr {
        Expr::Column(at, _) => columns
            .get(*at)
            .map_or_else(|| "it".to_owned(), |column| column.name.clone()),
        Expr::Literal(scalar) => scalar.to_string(),
        Expr::Property(entity, property) => match (property_name(property), of(entity).as_str()) {
            (name, "it") => name,
            (name, entity) => format!("{entity}.{name}"),
        },
        Expr::Compare(comparison, a, b) => {
            let sign = match comparison {
                Comparison::Equal => "==",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            format!("{} {sign} {}", of(a), of(b))
        }
        Expr::Text(test, a, b) => {
            let word = match test {
                TextTest::Equal => "=~",
                TextTest::Contains => "contains",
                TextTest::StartsWith => "startswith",
                TextTest::EndsWith => "endswith",
                TextTest::Has => "has",
                TextTest::HasPrefix => "hasprefix",
                TextTest::HasSuffix => "hassuffix",
                TextTest::ContainsCased => "contains_cs",
                TextTest::StartsWithCased => "startswith_cs",
                TextTest::EndsWithCased => "endswith_cs",
                TextTest::HasCased => "has_cs",
                TextTest::HasPrefixCased => "hasprefix_cs",
                TextTest::HasSuffixCased => "hassuffix_cs",
            };
            format!("{} {word} {}", of(a), of(b))
        }
        Expr::Matches(a, regex) => format!("{} matches regex {:?}", of(a), regex.as_str()),
        Expr::OneOf { value, list, .. } => format!("{} in {} texts", of(value), list.len()),
        Expr::Arithmetic(operator, a, b, _) => {
            let sign = match operator {
                Arithmetic::Add => "+",
                Arithmetic::Subtract => "-",
                Arithmetic::Multiply => "*",
                Arithmetic::Divide => "/",
                Arithmetic::Modulo => "%",
            };
            format!("({} {sign} {})", of(a), of(b))
        }
        Expr::ToReal(a) | Expr::ToText(a) => of(a),
        Expr::Not(a) => format!("not({})", of(a)),
        Expr::And(exprs) => list(exprs, " and "),
        Expr::Or(exprs) => list(exprs, " or "),
        Expr::IsEmpty(a) => format!("isempty({})", of(a)),
        Expr::IsNull(a) => format!("isnull({})", of(a)),
        Expr::Function(function, exprs) => format!("{function}{}", list(exprs, ", ")),
        Expr::Words { value, words, all } => {
            let word = if *all { "has_all" } else { "has_any" };
            format!("{} {word} {}", of(value), list(words, ", "))
        }
        Expr::If(parts) => format!("iff{}", list(parts.as_slice(), ", ")),
    }
}

fn property_name(property: &Property) -> String {
    match property {
        Property::Label => "name".to_owned(),
        Property::Id => "id".to_owned(),
        Property::Kind => "kind".to_owned(),
        Property::Sources => "sources".to_owned(),
        Property::Attribute(attribute) => attribute.name().to_owned(),
        Property::Other(key) => key.clone(),
        Property::FirstParty => "is first-party".to_owned(),
        Property::Open => "is open".to_owned(),
        Property::Ownerless => "is ownerless".to_owned(),
        Property::NameWords(words) => format!("name has the words `{}`", words.join(" ")),
    }
}
