//! What Azure roles allow and what deny assignments deny, as Azure Resource Manager writes it.

use super::TinyError;
use super::emit::Emit;
use super::names::role_of;
use super::notation::Definition;
use crate::records::OwnedRecord;
use enfilade_model::EdgeKind;

/// The definitions of roles.
pub(super) fn definitions(out: &mut Emit<'_>) -> Result<(), TinyError> {
    for (name, definition) in &out.file.azure_definitions {
        out.records.0.push(OwnedRecord::RolePermissions {
            role: role_of(name).id,
            definition: properties(definition, false),
        });
    }
    Ok(())
}

/// The deny assignments: whom they name, whom they exempt, and what they deny.
pub(super) fn denies(out: &mut Emit<'_>) -> Result<(), TinyError> {
    for (name, deny) in &out.file.denies {
        let kinds = [
            (EdgeKind::Denied, &deny.to),
            (EdgeKind::DenyExempt, &deny.except),
        ];
        for (kind, principals) in kinds {
            for principal in principals {
                let mut edge = out.edge(kind, &principal.full(), &deny.at, "denies")?;
                edge.role = Some(role_of(name));
                out.records.0.push(OwnedRecord::Edge(edge));
            }
        }
        let definition = Definition {
            actions: deny.actions.clone(),
            not_actions: deny.not_actions.clone(),
            data_actions: deny.data_actions.clone(),
            not_data_actions: deny.not_data_actions.clone(),
            condition: deny.condition.clone(),
        };
        out.records.0.push(OwnedRecord::RolePermissions {
            role: role_of(name).id,
            definition: properties(&definition, deny.here_only),
        });
    }
    Ok(())
}

fn properties(definition: &Definition, here_only: bool) -> String {
    let list = |list: &[String]| {
        let quoted: Vec<String> = list.iter().map(|text| format!("\"{text}\"")).collect();
        quoted.join(",")
    };
    let condition = definition.condition.as_ref();
    let condition = condition.map_or("null".to_owned(), |text| format!("\"{text}\""));
    format!(
        "{{\"permissions\":[{{\"actions\":[{}],\"notActions\":[{}],\"dataActions\":[{}],\"notDataActions\":[{}],\"condition\":{condition}}}],\"doNotApplyToChildScopes\":{here_only}}}",
        list(&definition.actions),
        list(&definition.not_actions),
        list(&definition.data_actions),
        list(&definition.not_data_actions),
    )
}
