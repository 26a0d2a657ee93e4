//! What is read of a ROADrecon database: tables, and what their columns are in Graph's words.
//!
//! ROADrecon has two sources for the directory. From Azure AD Graph come other names (`objectId`,
//! `dirSyncEnabled`); from Microsoft Graph come Graph's own. A database says which by the key of its
//! users. What comes from Azure has names in snake case. Only the columns that stand here are ever
//! read: none of credentials, keys, photographs or authentication methods.
//!
//! Source: roadlib 1.7.0, `metadef/database.py` and `metadef/database_msgraph.py`, and
//! `msgraph_database.py` of the branch of ROADtools for Microsoft Graph.

use crate::format::graph::Kind;

/// Which service a database was gathered from.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) enum Schema {
    /// Azure AD Graph: objects have an `objectId`.
    AadGraph,
    /// Microsoft Graph: objects have an `id`.
    MsGraph,
}

/// What a column holds.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Text,
    /// 0 or 1.
    Flag,
    /// An instant in UTC, without a zone.
    Time,
    Json,
    /// A text, or JSON that is one.
    Scope,
}

/// A column: its names in both schemas, where it has one, and the field that it is.
#[derive(Copy, Clone, Debug)]
pub(super) struct Column {
    aad: Option<&'static str>,
    graph: Option<&'static str>,
    pub(super) field: &'static str,
    pub(super) form: Form,
}

impl Column {
    /// A column that has the field's name in both schemas.
    pub(super) const fn same(field: &'static str, form: Form) -> Column {
        Column {
            aad: Some(field),
            graph: Some(field),
            field,
            form,
        }
    }

    /// A column that Azure AD Graph calls something else.
    pub(super) const fn once(aad: &'static str, field: &'static str, form: Form) -> Column {
        Column {
            aad: Some(aad),
            ..Column::same(field, form)
        }
    }

    /// A column that only Microsoft Graph has.
    pub(super) const fn new(field: &'static str, form: Form) -> Column {
        Column {
            aad: None,
            ..Column::same(field, form)
        }
    }

    /// A column that only Azure AD Graph has.
    pub(super) const fn old(name: &'static str, field: &'static str, form: Form) -> Column {
        Column {
            graph: None,
            ..Column::once(name, field, form)
        }
    }

    /// A column of a table of Azure's.
    pub(super) const fn snake(name: &'static str, field: &'static str, form: Form) -> Column {
        Column {
            aad: Some(name),
            graph: Some(name),
            ..Column::same(field, form)
        }
    }

    /// The column's name in a schema.
    pub(super) fn name(&self, schema: Schema) -> Option<&'static str> {
        match schema {
            Schema::AadGraph => self.aad,
            Schema::MsGraph => self.graph,
        }
    }
}

/// What the rows of a table are.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Rows {
    /// Records of Graph.
    Graph(Kind),
    /// Records of Azure, which their ids and types tell apart.
    Azure,
}

/// A table of objects.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) rows: Rows,
    pub(super) columns: &'static [Column],
    /// Fields without which a row says nothing: a table of this name that lacks one is another.
    pub(super) needs: &'static [&'static str],
}

/// A text of this name.
pub(super) const fn text(field: &'static str) -> Column {
    Column::same(field, Form::Text)
}

/// A flag of this name.
pub(super) const fn flag(field: &'static str) -> Column {
    Column::same(field, Form::Flag)
}

/// An instant of this name.
pub(super) const fn time(field: &'static str) -> Column {
    Column::same(field, Form::Time)
}

/// JSON of this name.
pub(super) const fn json(field: &'static str) -> Column {
    Column::same(field, Form::Json)
}
