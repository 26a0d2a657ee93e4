//! Writes a syntax tree in the notation of `tests/queries/sentences.jsonl`.

use enfilade_model::Layer;
use enfilade_query::syntax::ast::{
    Assignment, Clause, Count, Expr, Head, Literal, Name, Noun, Phrase, Quantifier, Query, Reach,
    Relative, Set, SetKind, SetOperator, SortKey, Stage, Which,
};
use enfilade_query::syntax::span::Spanned;

/// The reading of a query; `source` is its text, for literals that stand as written.
pub(crate) fn query(query: &Query, source: &str) -> String {
    let mut bound = asked(query, source);
    for binding in query.bindings.iter().rev() {
        let (name, set) = (
            quoted(&binding.value.name()),
            set(&binding.value.set, source),
        );
        bound = format!("(let {name} {set} {bound})");
    }
    bound
}

fn asked(query: &Query, source: &str) -> String {
    let head = head(&query.head, source);
    if query.stages.is_empty() {
        return head;
    }
    let stages: Vec<String> = query
        .stages
        .iter()
        .map(|one| stage(&one.value, source))
        .collect();
    format!("(pipe {head} {})", stages.join(" "))
}

fn head(head: &Head, source: &str) -> String {
    match head {
        Head::Set(one) => format!("(select {})", set(one, source)),
        Head::Table(table) => format!("(table {})", table.text()),
        Head::YesNo(reach) => {
            let parts = [
                layer(reach).to_owned(),
                set(&reach.left, source),
                set(&reach.right, source),
            ];
            format!("(does {}{})", parts.join(" "), clauses(reach, source))
        }
        Head::Reach(reach) if reach.right.kind == SetKind::Whatever => {
            let parts = [layer(reach).to_owned(), set(&reach.left, source)];
            format!("(what {}{})", parts.join(" "), clauses(reach, source))
        }
        Head::Reach(reach) => {
            let verb = match (reach.verb.value.layer, reach.verb.value.negated) {
                (Layer::Reach, false) => "now",
                (Layer::CanReach, false) => "can",
                (Layer::CouldReach, false) => "could",
                (Layer::Reach, true) => "not-now",
                (Layer::CanReach, true) => "not-can",
                (Layer::CouldReach, true) => "not-could",
            };
            let many = match reach.quantifier.as_ref().map(|own| own.value) {
                None => "some",
                Some(Quantifier::All) => "all",
                Some(Quantifier::No) => "no",
            };
            let sets = [set(&reach.left, source), set(&reach.right, source)].join(" ");
            format!("(reach {verb} {many} {sets}{})", clauses(reach, source))
        }
        Head::Why(reach) => {
            let name = if reach.verb.value.negated {
                "why-not"
            } else {
                "why"
            };
            format!("({name} {} {})", layer(reach), pair(reach, source))
        }
        Head::Ways(reach) => format!("(ways {} {})", layer(reach), pair(reach, source)),
        Head::Paths(paths) => {
            let which = match paths.which.value {
                Which::Shortest => "shortest".to_owned(),
                Which::Some(most) => most.to_string(),
                Which::All => "all".to_owned(),
            };
            format!("(paths {which} {})", pair(&paths.reach, source))
        }
    }
}

fn layer(reach: &Reach) -> &'static str {
    match reach.verb.value.layer {
        Layer::Reach => "now",
        Layer::CanReach => "can",
        Layer::CouldReach => "could",
    }
}

/// The two ends, and the clauses.
fn pair(reach: &Reach, source: &str) -> String {
    let sets = [set(&reach.left, source), set(&reach.right, source)].join(" ");
    format!("{sets}{}", clauses(reach, source))
}

fn clauses(reach: &Reach, source: &str) -> String {
    let clauses = reach.clauses.iter();
    clauses
        .map(|one| format!(" {}", clause(&one.value, source)))
        .collect()
}

fn clause(clause: &Clause, source: &str) -> String {
    match clause {
        Clause::As(names) => format!("(as {})", phrases(names)),
        Clause::By(names) => format!("(by {})", phrases(names)),
        Clause::NotBy(names) => format!("(not-by {})", phrases(names)),
        Clause::Via(one) => format!("(via {})", set(one, source)),
        Clause::NotVia(one) => format!("(not-via {})", set(one, source)),
        Clause::OnlyVia(one) => format!("(only-via {})", set(one, source)),
        Clause::Within(count) => format!("(within {})", number(&count.value)),
        Clause::Without(names) => {
            let names: Vec<String> = names.iter().map(|name| phrase(&name.value)).collect();
            format!("(without {})", names.join(" "))
        }
        Clause::Directly => "(directly)".to_owned(),
        Clause::With(names) => {
            let names: Vec<String> = names.iter().map(|name| phrase(&name.value)).collect();
            format!("(with {})", names.join(" "))
        }
    }
}

fn phrases(names: &[Spanned<Phrase>]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| quoted(&phrase(&name.value)))
        .collect();
    names.join(" ")
}

fn phrase(phrase: &Phrase) -> String {
    match phrase {
        Phrase::Text(text) => text.clone(),
        Phrase::Parameter(name) => format!("${name}"),
    }
}

fn set(one: &Set, source: &str) -> String {
    match &one.kind {
        SetKind::Who => "(who)".to_owned(),
        SetKind::Whatever => "(whatever)".to_owned(),
        SetKind::Noun {
            words,
            noun,
            predicate,
        } => {
            let kind = kind(noun.value);
            let set = if words.is_empty() {
                format!("(kind {kind})")
            } else {
                format!("(words {kind} {})", texts(words))
            };
            match predicate {
                Some(predicate) => format!("(where {set} {})", expr(predicate, source)),
                None => set,
            }
        }
        SetKind::Named { noun, name } => {
            format!("(named {} {})", kind(noun.value), self::name(&name.value))
        }
        SetKind::Name(name) => format!("(name {})", self::name(&name.value)),
        SetKind::Words(words) => {
            let words: Vec<String> = words.iter().map(|word| word.value.to_lowercase()).collect();
            if words == ["tier", "zero"] {
                return "(tier-zero)".to_owned();
            }
            format!("(bare {})", quoted(&words.join(" ")))
        }
        SetKind::Related {
            set: left,
            relation,
            to,
        } => {
            let relation = match relation.value {
                Relative::In => "in",
                Relative::DirectlyIn => "directly-in",
                Relative::OwnedBy => "owned-by",
                Relative::Containing => "containing",
                Relative::Owning => "owning",
                Relative::AssignedTo => "assigned-to",
                Relative::Reaching => "reaching",
                Relative::ReachedBy => "reached-by",
                Relative::Under => "under",
                Relative::Matching => "matching",
            };
            format!("({relation} {} {})", set(left, source), set(to, source))
        }
        SetKind::Algebra { operator, operands } => {
            let operator = match operator {
                SetOperator::Or => "or",
                SetOperator::And => "and",
                SetOperator::Except => "except",
            };
            let operands: Vec<String> = operands.iter().map(|one| set(one, source)).collect();
            format!("({operator} {})", operands.join(" "))
        }
    }
}

fn name(name: &Name) -> String {
    match name {
        Name::Quoted(text) => quoted(text),
        Name::Upn(text) => format!("(upn {})", quoted(&text.to_lowercase())),
        Name::Guid(text) => format!("(id {})", quoted(&text.to_lowercase())),
        Name::Path(text) => format!("(arm {})", quoted(&text.to_lowercase())),
        Name::Parameter(name) => format!("(parameter {})", quoted(name)),
    }
}

fn kind(noun: Noun) -> String {
    noun.plural().replace(' ', "-")
}

fn texts(texts: &[Spanned<String>]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(&text.value)).collect();
    texts.join(" ")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn stage(stage: &Stage, source: &str) -> String {
    match stage {
        Stage::Where(predicate) => format!("(where {})", expr(predicate, source)),
        Stage::Project(items) => format!("(project {})", columns(items, source)),
        Stage::Extend(items) => format!("(extend {})", columns(items, source)),
        Stage::Summarize { aggregates, by } => {
            let aggregates: Vec<String> = aggregates
                .iter()
                .map(|one| aggregate(one, source))
                .collect();
            format!(
                "(summarize ({}) ({}))",
                aggregates.join(" "),
                columns(by, source)
            )
        }
        Stage::Sort(keys) => {
            let keys: Vec<String> = keys.iter().map(|one| key(one, source)).collect();
            format!("(sort {})", keys.join(" "))
        }
        Stage::Top { count, key: one } => {
            format!("(top {} {})", number(&count.value), key(one, source))
        }
        Stage::Take(count) => format!("(take {})", number(&count.value)),
        Stage::Distinct(items) if items.is_empty() => "(distinct)".to_owned(),
        Stage::Distinct(items) => format!("(distinct {})", columns(items, source)),
        Stage::Count => "(count)".to_owned(),
        Stage::Render(kind) => format!("(render {})", kind.value.text()),
        // No sentence of the file has one yet; what they mean is tested by what they answer.
        later => format!("({later:?})"),
    }
}

fn number(count: &Count) -> String {
    match count {
        Count::Number(number) => number.to_string(),
        Count::Parameter(name) => format!("${name}"),
    }
}

fn key(key: &SortKey, source: &str) -> String {
    let direction = if key.ascending { "asc" } else { "desc" };
    format!("({direction} {})", expr(&key.value, source))
}

fn columns(items: &[Assignment], source: &str) -> String {
    let items: Vec<String> = items.iter().map(|one| aggregate(one, source)).collect();
    items.join(" ")
}

fn aggregate(item: &Assignment, source: &str) -> String {
    let value = expr(&item.value, source);
    match &item.name {
        Some(name) => format!("(= {} {value})", name.value),
        None => value,
    }
}

fn all(parts: &[Spanned<Expr>], source: &str) -> String {
    let parts: Vec<String> = parts.iter().map(|one| expr(one, source)).collect();
    parts.join(" ")
}

fn expr(one: &Spanned<Expr>, source: &str) -> String {
    match &one.value {
        Expr::Name(parts) => {
            let parts: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
            parts.join(".")
        }
        Expr::Parameter(name) => format!("${name}"),
        Expr::Literal(literal) => match literal {
            Literal::Text(text) => quoted(text),
            Literal::Time(_) => {
                let written = &source[one.span.range()];
                format!(
                    "(datetime {})",
                    written
                        .trim_start_matches("datetime(")
                        .trim_end_matches(')')
                )
            }
            _ => source[one.span.range()].to_owned(),
        },
        Expr::Call {
            function,
            arguments,
        } if arguments.is_empty() => format!("({})", function.value),
        Expr::Call {
            function,
            arguments,
        } => format!("({} {})", function.value, all(arguments, source)),
        Expr::Binary {
            operator,
            left,
            right,
        } => {
            let sign = operator.value.text().replace(' ', "-");
            format!("({sign} {} {})", expr(left, source), expr(right, source))
        }
        Expr::In {
            value,
            negated,
            ignore_case,
            list,
        } => {
            let (not, tilde) = (
                if *negated { "!" } else { "" },
                if *ignore_case { "~" } else { "" },
            );
            format!(
                "({not}in{tilde} {} {})",
                expr(value, source),
                all(list, source)
            )
        }
        Expr::Between {
            value,
            negated,
            low,
            high,
        } => {
            let not = if *negated { "!" } else { "" };
            format!(
                "({not}between {} {} {})",
                expr(value, source),
                expr(low, source),
                expr(high, source)
            )
        }
        Expr::HasWords {
            value,
            all: is_all,
            words,
        } => {
            let word = if *is_all { "has_all" } else { "has_any" };
            format!("({word} {} {})", expr(value, source), all(words, source))
        }
        Expr::Element { list, index } => {
            format!("(element {} {})", expr(list, source), index.value)
        }
        Expr::Not(inner) => format!("(not {})", expr(inner, source)),
        Expr::And(parts) => format!("(and {})", all(parts, source)),
        Expr::Or(parts) => format!("(or {})", all(parts, source)),
    }
}
