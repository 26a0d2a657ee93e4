//! What may stand at the end of an unfinished query, for completion.
//!
//! The grammar itself says what may follow there ([`crate::syntax::expected_at`]); this module turns
//! that into words: nouns, the attributes of the noun at hand, the columns of the rows so far, names
//! of the snapshot. So a new part of the grammar is completed without a change here.

mod context;
mod settings;

use crate::Engine;
use crate::catalog::adjectives::Adjective;
use crate::plan::column::{Column, Kinds, Type};
use crate::syntax::{Expected, expected_at, vocabulary};
use context::{Context, Place};
use enfilade_model::EntityKind;

/// What a proposal is.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub enum Proposed {
    /// A column of the rows so far.
    Column,
    /// A word of the language.
    Keyword,
    /// A noun.
    Noun,
    /// A stage of the pipeline.
    Stage,
    /// A word that narrows a noun.
    Adjective,
    /// An attribute that some source collected.
    Attribute,
    /// How access is held.
    Mechanism,
    /// A function.
    Function,
    /// A name of the snapshot, in quotes.
    Name,
}

impl Proposed {
    /// What it is, in a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Proposed::Column => "column",
            Proposed::Keyword => "keyword",
            Proposed::Noun => "noun",
            Proposed::Stage => "stage",
            Proposed::Adjective => "adjective",
            Proposed::Attribute => "attribute",
            Proposed::Mechanism => "mechanism",
            Proposed::Function => "function",
            Proposed::Name => "name",
        }
    }
}

/// Something that the text may go on with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proposal {
    /// What replaces the text from [`Proposals::start`] on.
    pub text: String,
    /// What it is.
    pub what: Proposed,
}

/// What a text may go on with.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Proposals {
    /// Where the word at the end of the text starts.
    pub start: usize,
    /// The proposals, the likeliest kind first, each once.
    pub list: Vec<Proposal>,
}

impl Engine {
    /// What the text may go on with, if the cursor stands at its end. At most `limit` names.
    #[must_use]
    pub fn complete(&self, text: &str, limit: usize) -> Proposals {
        let context = Context::of(text);
        let mut found = Found {
            typed: context.typed.to_lowercase(),
            list: Vec::new(),
        };
        match context.place {
            Place::Quote { quote, noun } => {
                let names = self.catalog().complete(context.typed, noun, limit);
                found.names(&names, &[quote]);
            }
            Place::Attribute { owner } => self.attributes_of(&context, owner, &mut found),
            Place::Word => self.words(&context, limit, &mut found),
        }
        found
            .list
            .sort_by(|a, b| (a.what, &a.text).cmp(&(b.what, &b.text)));
        found.list.dedup_by(|a, b| a.text == b.text);
        Proposals {
            start: context.start,
            list: found.list,
        }
    }

    /// What may follow as a word, by the rules that the grammar has tried there.
    fn words(&self, context: &Context<'_>, limit: usize, found: &mut Found) {
        let stem = context.stem;
        let expected = expected_at(stem);
        let values = expected.contains(&Expected::Value);
        for one in &expected {
            match one {
                Expected::Word(word) if context.in_stages && opens_stage(word) => {
                    found.add(Proposed::Stage, word);
                }
                Expected::Word(word) => found.add(Proposed::Keyword, word),
                Expected::Set if context.in_stages => {}
                Expected::Set => {
                    found.all(Proposed::Noun, self.catalog().nouns());
                    let adjectives = EntityKind::ALL
                        .iter()
                        .map(|&kind| [kind].into_iter().collect());
                    adjectives.for_each(|kinds: Kinds| {
                        found.all(Proposed::Adjective, Adjective::of(kinds))
                    });
                    // One letter fits half the tenant.
                    if context.typed.chars().count() >= 2 {
                        let names = self.catalog().complete(context.typed, None, limit);
                        found.names(&names, &['"', '\'']);
                    }
                }
                Expected::Stage => {
                    stage_openings().for_each(|text| found.add(Proposed::Stage, &text))
                }
                Expected::Noun => found.all(Proposed::Noun, self.catalog().nouns()),
                Expected::Phrase if context.after("by") => {
                    found.all(Proposed::Mechanism, self.catalog().mechanisms());
                }
                Expected::Phrase if context.after("as") => self.roles(context, limit, found),
                Expected::Phrase => {
                    let words = crate::resolve::WITH.iter().copied();
                    found.all(Proposed::Keyword, words);
                }
                Expected::Operator => found.all(Proposed::Keyword, vocabulary::comparisons()),
                Expected::Setting => found.all(Proposed::Keyword, settings::at(stem)),
                Expected::Value => {}
            }
        }
        if values {
            self.values(context, found);
        }
    }

    /// Directory roles, in quotes.
    fn roles(&self, context: &Context<'_>, limit: usize, found: &mut Found) {
        let noun = Some(crate::syntax::ast::Noun::Roles);
        let names = self.catalog().complete(context.typed, noun, limit);
        found.names(&names, &['"', '\'']);
    }

    /// Columns, attributes and functions, where an expression stands.
    fn values(&self, context: &Context<'_>, found: &mut Found) {
        if !context.in_stages {
            if let Some(noun) = context.noun {
                found.all(Proposed::Attribute, self.catalog().attributes(noun));
                found.all(Proposed::Attribute, ["name", "id"]);
            }
            found.all(Proposed::Function, vocabulary::row_functions());
            return;
        }
        let columns = self.columns(context.before_stage);
        found.all(
            Proposed::Column,
            columns.iter().map(|column| column.name.as_str()),
        );
        let mut entities = columns.iter().filter(|column| column.ty == Type::Entity);
        if let (Some(only), None) = (entities.next(), entities.next()) {
            found.all(Proposed::Attribute, self.catalog().collected(only.kinds));
        }
        if context.aggregates {
            found.all(Proposed::Function, vocabulary::aggregates());
        }
        found.all(Proposed::Function, vocabulary::row_functions());
    }

    /// The attributes of the column before a dot.
    fn attributes_of(&self, context: &Context<'_>, owner: &str, found: &mut Found) {
        let columns = self.columns(context.before_stage);
        let own = columns.iter().find(|column| column.name == owner);
        let Some(column) = own.filter(|column| column.ty == Type::Entity) else {
            return;
        };
        found.all(Proposed::Attribute, self.catalog().collected(column.kinds));
        found.all(Proposed::Attribute, ["name", "id", "kind", "sources"]);
    }

    /// The columns of a query; none if it is not understood.
    fn columns(&self, text: &str) -> Vec<Column> {
        self.plan_columns(text).unwrap_or_default()
    }
}

/// How each stage begins.
fn stage_openings() -> impl Iterator<Item = String> {
    let stages = vocabulary::stages().iter();
    stages.map(|&stage| match stage {
        "sort" | "order" => format!("{stage} by"),
        stage => stage.to_owned(),
    })
}

/// Whether the words begin as a stage does.
fn opens_stage(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or(words);
    vocabulary::stages().contains(&first)
}

/// The proposals so far: only what begins with what was typed.
struct Found {
    typed: String,
    list: Vec<Proposal>,
}

impl Found {
    fn add(&mut self, what: Proposed, text: &str) {
        let lower = text.to_lowercase();
        if lower.starts_with(&self.typed) && lower != self.typed {
            self.list.push(Proposal {
                text: text.to_owned(),
                what,
            });
        }
    }

    fn all<'w>(&mut self, what: Proposed, words: impl IntoIterator<Item = &'w str>) {
        for word in words {
            self.add(what, word);
        }
    }

    /// Names in the first of the quotes that they do not hold themselves. Those that would not show
    /// what they are, or that need escapes, are left out.
    fn names(&mut self, names: &[String], quotes: &[char]) {
        for name in names {
            let shows = !name.contains('\\')
                && !name
                    .chars()
                    .any(|c| c.is_control() || crate::diagnostic::is_deceptive(c));
            let quote = quotes.iter().find(|quote| !name.contains(**quote));
            if let Some(quote) = quote.filter(|_| shows) {
                self.list.push(Proposal {
                    text: format!("{quote}{name}{quote}"),
                    what: Proposed::Name,
                });
            }
        }
    }
}
