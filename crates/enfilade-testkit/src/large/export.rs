//! The records of a large tenant, as AzureHound writes them.

pub(super) mod arm;
pub(super) mod directory;

use super::{Holder, Large, What};
use crate::azurehound::Fields;
use enfilade_model::ObjectKey;

const TENANT_NAME: &str = "CONTOSO LTD";

/// An id as AzureHound writes it.
fn upper(id: ObjectKey) -> String {
    id.to_string().to_uppercase()
}

fn tenant(large: &Large) -> String {
    upper(large.other_id(What::Id, u32::MAX))
}

/// The two fields that end the record of every directory object.
fn home(fields: &mut Fields<'_>, tenant: &str) {
    fields
        .plain("tenantId", tenant)
        .plain("tenantName", TENANT_NAME);
}

/// When an object was created: some time in the years before the export was collected.
pub(super) fn created(large: &Large, what: What, number: u32) -> String {
    // 2026-11-02T18:00:00Z.
    const COLLECTED: i64 = 1_793_642_400;
    const YEARS: u64 = 8 * 365 * 86_400;
    let ago = large
        .draw(What::Created, number ^ (what as u32) << 28)
        .below(YEARS) as i64;
    jiff::Timestamp::from_second(COLLECTED - ago).map_or_else(|_| String::new(), |t| t.to_string())
}

/// The id, name and types of who holds something.
pub(super) struct Described {
    pub(super) odata_type: &'static str,
    pub(super) principal_type: &'static str,
    pub(super) id: String,
    pub(super) name: String,
    created: String,
}

pub(super) fn describe(large: &Large, holder: Holder) -> Described {
    match holder {
        Holder::User(user) => Described {
            odata_type: "#microsoft.graph.user",
            principal_type: "User",
            id: upper(large.id(What::User, user)),
            name: large.user(user).name,
            created: created(large, What::User, user),
        },
        Holder::Group(group) => Described {
            odata_type: "#microsoft.graph.group",
            principal_type: "Group",
            id: upper(large.id(What::Group, group)),
            name: large.group_name(group),
            created: created(large, What::Group, group),
        },
    }
}

fn holder_id(large: &Large, holder: Holder) -> String {
    upper(match holder {
        Holder::User(user) => large.id(What::User, user),
        Holder::Group(group) => large.id(What::Group, group),
    })
}
