//! The company as AzureHound's records.
//!
//! AzureHound upper-cases ids and display names and keeps the spelling in a few copies (a member's
//! name, an app's `appDisplayName`); it skips the assignments of apps without app roles; it repeats
//! an Azure role at every scope below the one it was given at. All of that is here as it is there.

mod arm;
mod entra;

use super::Company;
use super::directory::Publisher;
use super::tables::Holder;
use super::{days_ago, id};
use crate::azurehound::{Export, Fields};
use std::io::{self, Write};

/// Writes every record.
pub(super) fn write<W: Write>(company: &Company, out: &mut Export<W>) -> io::Result<()> {
    entra::tenants(out)?;
    entra::users(company, out)?;
    entra::groups(company, out)?;
    entra::apps(company, out)?;
    entra::identities(company, out)?;
    entra::roles(company, out)?;
    entra::devices(company, out)?;
    arm::scopes(company, out)?;
    arm::grants(company, out)
}

const TENANT_NAME: &str = "CONTOSO LTD";
const MICROSOFT: &str = "F8CDEF31-A31E-4B4A-93E4-5F571E91255A";
const NIL: &str = "00000000-0000-0000-0000-000000000000";

fn tenant() -> String {
    id("tenant", "contoso")
}

/// The two fields that end the record of every directory object.
fn home(fields: &mut Fields<'_>) {
    fields.plain("tenantId", tenant());
    fields.text("tenantName", TENANT_NAME);
}

/// A holder as the directory describes it: its type, id, and name as spelt by its owner.
pub(super) struct Described {
    odata_type: &'static str,
    principal_type: &'static str,
    pub(super) id: String,
    name: String,
    created: u64,
}

pub(super) fn describe(company: &Company, holder: Holder) -> Described {
    let service_principal = |id, name: &str| Described {
        odata_type: "#microsoft.graph.servicePrincipal",
        principal_type: "ServicePrincipal",
        id,
        name: name.to_owned(),
        created: 800,
    };
    match holder {
        Holder::Person(at) => {
            let person = &company.people[at];
            Described {
                odata_type: "#microsoft.graph.user",
                principal_type: "User",
                id: person.id(),
                name: person.name.clone(),
                created: person.created,
            }
        }
        Holder::Group(at) => {
            let group = &company.groups[at];
            Described {
                odata_type: "#microsoft.graph.group",
                principal_type: "Group",
                id: group.id(),
                name: group.name.clone(),
                created: 700,
            }
        }
        Holder::App(at) => {
            let app = &company.apps[at];
            service_principal(app.id(), app.name)
        }
        Holder::Identity(at) => {
            let scope = &company.scopes[at];
            service_principal(scope.identity_id(), scope.name)
        }
    }
}

/// A holder under a key such as `member`, as Graph gives it.
fn directory_object(fields: &mut Fields<'_>, key: &str, company: &Company, holder: Holder) {
    let described = describe(company, holder);
    fields.object(key, |object| {
        object.plain("@odata.type", described.odata_type);
        object.text(
            "createdDateTime",
            &days_ago(described.created, &described.name),
        );
        object.text("displayName", &described.name);
        object.plain("id", described.id);
    });
}
