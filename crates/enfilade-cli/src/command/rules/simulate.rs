//! `enfilade rules simulate`: of whom of a tenant a rule holds.

use super::Tenant;
use crate::exit::{CommandError, Exit};
use crate::terminal::Terminal;
use std::collections::BTreeMap;

/// List of whom of a tenant a rule holds, as if a group had it
///
/// With --group, those who would come into the group and those who would leave it, had it the rule.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    tenant: Tenant,

    /// The rule
    rule: String,

    /// Compare with the direct members of this group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  enfilade rules simulate contoso.enf 'user.mail -endsWith \"@fabrikam.com\"'
  enfilade rules simulate contoso.enf 'user.userType -eq \"Guest\"' --group 'All guests' -o change.csv";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    let rule = super::parse(&args.rule)?;
    let one = rule.of.name();
    let mut parameters = BTreeMap::from([("rule".to_owned(), args.rule.clone())]);
    let text = match &args.group {
        None => format!("{one}s matching $rule"),
        Some(group) => {
            parameters.insert("group".to_owned(), group.clone());
            format!(
                "let matches = {one}s matching $rule; let members = {one}s directly in group $group; \
                 matches except members | extend change = \"comes in\" \
                 | union (members except matches | extend change = \"leaves\") \
                 | project change, {one} | sort by change asc, {one} asc"
            )
        }
    };
    args.tenant.answer(&text, parameters, terminal)
}
