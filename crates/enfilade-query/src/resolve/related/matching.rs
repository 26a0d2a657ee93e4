//! `matching`: those of whom a rule of dynamic membership holds, whether or not they are members.
//!
//! A quoted text after it is a rule: `users matching "user.department -eq 'Sales'"`. Anything else is a
//! set of groups, whose rules are asked: `users matching group "Sales"`.

use crate::answer::NoteKind;
use crate::dynamic::{Subjects, entity_kind, rule_of};
use crate::execute::notes::counted;
use crate::plan::column::Kinds;
use crate::plan::logical::{Matching, Rules, Set};
use crate::resolve::set::ResolvedSet;
use crate::resolve::{Problem, Resolver};
use crate::syntax::ast::{self, Name, SetKind};
use crate::syntax::span::{Span, Spanned};
use enfilade_model::{Attribute, EntityKind as K};
use enfilade_rules::{Mistake, Rule, SubjectKind};
use std::sync::Arc;

impl Resolver<'_> {
    pub(super) fn matched(
        &mut self,
        (set, own): (&ast::Set, ResolvedSet),
        to: &ast::Set,
    ) -> Result<ResolvedSet, Problem> {
        let subjects: Kinds = [K::User, K::Device].into_iter().collect();
        if own.kinds.and(subjects).is_empty() && !own.kinds.is_empty() {
            let message = format!("no rule is about {}", own.description);
            return Err(Problem::new("no-subject", set.span, message)
                .label("never a member by a rule")
                .help("rules of dynamic membership are about users or devices"));
        }
        let (rules, described) = match &to.kind {
            SetKind::Name(name) if is_text(&name.value) => self.rule(name, (set, &own))?,
            _ => self.rules_of(to)?,
        };
        let description = format!("{} matching {described}", own.nested());
        Ok(ResolvedSet {
            set: Set::Matching(Box::new(Matching {
                subjects: own.set,
                rules,
            })),
            description,
            is_compound: false,
            ..own
        })
    }

    /// A rule that the query states.
    fn rule(
        &mut self,
        name: &Spanned<Name>,
        (set, own): (&ast::Set, &ResolvedSet),
    ) -> Result<(Rules, String), Problem> {
        let given = self.given_name(name)?;
        let Name::Quoted(text) = &given.value else {
            return Err(Problem::new("no-rule", name.span, "a rule is a text"));
        };
        let rule =
            Rule::parse(text).map_err(|mistakes| self.mistaken(text, &mistakes, name.span))?;
        if !own.kinds.contains(entity_kind(rule.of)) {
            let message = format!(
                "the rule is about {}s, and {} are none",
                rule.of.name(),
                own.description
            );
            return Err(Problem::new("no-subject", set.span, message)
                .help(format!("write `{}s matching ...`", rule.of.name())));
        }
        self.note_not_collected(rule.of, &[&rule], name.span)?;
        let described = format!("the rule `{rule}`");
        Ok((Rules::Given(Arc::new(rule)), described))
    }

    /// The rules of groups.
    fn rules_of(&mut self, to: &ast::Set) -> Result<(Rules, String), Problem> {
        let groups: Kinds = [K::Group].into_iter().collect();
        let other = self.set(to, groups)?;
        if !other.kinds.contains(K::Group) {
            let message = format!("{} have no rules", other.description);
            return Err(Problem::new("no-rule", to.span, message)
                .label("a rule or groups are expected")
                .help("for example `users matching group \"Sales\"`")
                .help("or `users matching \"user.department -eq 'Sales'\"`"));
        }
        if !self.catalog.collects(Attribute::MembershipRule, groups) {
            return Err(self.not_collected(Attribute::MembershipRule, groups, to.span));
        }
        if let Set::These(ids) = &other.set {
            for &group in ids {
                self.note_rule(group, to.span)?;
            }
        }
        let described = match other.is_one {
            true => format!("the rule of {}", other.nested()),
            false => format!("the rule of one of {}", other.nested()),
        };
        Ok((Rules::Of(other.set), described))
    }

    /// Says what of the rule of a named group cannot be decided.
    fn note_rule(&mut self, group: enfilade_model::EntityId, span: Span) -> Result<(), Problem> {
        let label = self.context.graph.label(group).into_owned();
        match rule_of(&self.context.graph, group) {
            None => self.note(
                NoteKind::Empty,
                format!("the group `{label}` has no rule of dynamic membership"),
            ),
            Some(Err(mistakes)) => {
                let first = mistakes.first().map_or("", |one| &one.message);
                self.note(
                    NoteKind::Assumption,
                    format!("the rule of the group `{label}` cannot be read, and matches nobody: {first}"),
                );
            }
            Some(Ok(rule)) => self.note_not_collected(rule.of, &[&rule], span)?,
        }
        Ok(())
    }

    /// Says which properties no source collected, so that whom they decide is unknown.
    fn note_not_collected(
        &mut self,
        of: SubjectKind,
        rules: &[&Rule],
        span: Span,
    ) -> Result<(), Problem> {
        let graph = Arc::clone(&self.context.graph);
        let subjects = Subjects::new(&graph, of);
        let mut missing = Vec::new();
        for property in rules.iter().flat_map(|rule| rule.properties()) {
            let is_there = subjects.collects(property).map_err(|error| {
                Problem::new(
                    "unreadable",
                    span,
                    format!("the snapshot is damaged: {error}"),
                )
            })?;
            let name = format!("`{property}`");
            if !is_there && !missing.contains(&name) {
                missing.push(name);
            }
        }
        if !missing.is_empty() {
            let message = format!(
                "no source collected {}: of whom that decides it is unknown whether the rule holds, and they are not listed",
                missing.join(", ")
            );
            self.note(NoteKind::Assumption, message);
        }
        Ok(())
    }

    /// What is wrong with a rule, at its place within the query.
    fn mistaken(&self, text: &str, mistakes: &[Mistake], span: Span) -> Problem {
        let Some(first) = mistakes.first() else {
            return Problem::new("rule", span, "the rule cannot be read");
        };
        // Behind an escape the places of the text are not those of the query.
        let is_verbatim = self
            .written(span)
            .get(1..)
            .is_some_and(|own| own.starts_with(text));
        let place = match is_verbatim {
            true => Span {
                start: span.start + 1 + first.span.start,
                end: span.start + 1 + first.span.end,
            },
            false => span,
        };
        let problem = Problem::new("rule", place, format!("the rule: {}", first.message));
        let problem = match &first.help {
            Some(help) => problem.help(help.clone()),
            None => problem,
        };
        match mistakes.len() {
            1 => problem,
            several => {
                let more = counted(several as u64 - 1, "more mistake", "more mistakes");
                problem.help(format!("{more}: `enfilade rules check` shows all"))
            }
        }
    }
}

/// Whether a name is a text, which after `matching` is a rule.
fn is_text(name: &Name) -> bool {
    matches!(name, Name::Quoted(_) | Name::Parameter(_))
}
