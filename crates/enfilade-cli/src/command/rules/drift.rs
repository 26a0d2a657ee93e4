//! `enfilade rules drift`: where members are not those that the rule says.

use super::Tenant;
use crate::exit::{CommandError, Exit};
use crate::terminal::Terminal;
use std::collections::BTreeMap;

/// List who is a member of a dynamic group though its rule does not hold, and who is none though it does
///
/// The same as the table `drift` of the query language. Why they differ is said where something is known: the
/// rule is paused, no source collected an attribute, memberOf is no longer processed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    tenant: Tenant,

    /// Count the members of each group, difference and reason
    #[arg(long)]
    summary: bool,
}

const EXAMPLES: &str = "\
Examples:
  enfilade rules drift contoso.enf
  enfilade rules drift contoso.enf --summary
  enfilade rules drift contoso.enf -o drift.csv
  enfilade query contoso.enf 'drift | where drift == \"by the rule, not listed\"'";

/// The table, counted.
const SUMMARY: &str = "drift | summarize members = sum(members) by group, drift, why \
                       | sort by group asc, drift asc";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let text = if args.summary { SUMMARY } else { "drift" };
    args.tenant.answer(text, BTreeMap::new(), terminal)
}
