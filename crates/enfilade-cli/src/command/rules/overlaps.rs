//! `enfilade rules overlaps`: rules that say the same as another, less, or nothing.

use super::Tenant;
use crate::exit::{CommandError, Exit};
use crate::terminal::Terminal;
use std::collections::BTreeMap;

/// List rules that say the same as another, less than another, or nothing
///
/// The same as the table `overlapping rules` of the query language. Each row says whether it follows from the
/// text of the rules, and so holds in any tenant, or from the people of this one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    tenant: Tenant,
}

const EXAMPLES: &str = "\
Examples:
  enfilade rules overlaps contoso.enf
  enfilade query contoso.enf 'overlapping rules | where overlap == \"equal\"'";

pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Exit, CommandError> {
    args.tenant
        .answer("overlapping rules", BTreeMap::new(), terminal)
}
