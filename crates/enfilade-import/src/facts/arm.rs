//! Azure resource ids: what a path says about the scope it names and the scope above.

use enfilade_model::{EntityKind, ObjectKey, ObjectRef};

const MANAGEMENT_GROUPS: &str = "/providers/microsoft.management/managementgroups/";

/// The kind of scope that a lower-case resource id names; none if it is no resource id.
pub(crate) fn kind(path: &str) -> Option<EntityKind> {
    if let Some(name) = path.strip_prefix(MANAGEMENT_GROUPS)
        && !name.contains('/')
    {
        return Some(EntityKind::ManagementGroup);
    }
    let mut segments = path.strip_prefix('/')?.split('/');
    let (first, _, third, fourth) = (
        segments.next(),
        segments.next(),
        segments.next(),
        segments.next(),
    );
    let deeper = segments.next().is_some();
    match (first, third, fourth, deeper) {
        (Some("subscriptions"), None, None, _) => Some(EntityKind::Subscription),
        (Some("subscriptions"), Some("resourcegroups"), Some(_), false) => {
            Some(EntityKind::ResourceGroup)
        }
        (Some("subscriptions" | "providers"), _, Some(_), _) => {
            let mut tail = path.rsplit('/');
            let (_, kind, provider) = (tail.next(), tail.next(), tail.next());
            if (provider, kind) == (Some("microsoft.keyvault"), Some("vaults")) {
                Some(EntityKind::Vault)
            } else {
                Some(EntityKind::AzureResource)
            }
        }
        _ => None,
    }
}

/// The scope directly above, as far as the lower-case id itself tells: subscription, resource
/// group, resource. What lies above a subscription or a management group is not in its id.
pub(crate) fn parent(path: &str) -> Option<&str> {
    match kind(path)? {
        EntityKind::ResourceGroup => path.rsplit_once("/resourcegroups/").map(|(above, _)| above),
        EntityKind::Vault | EntityKind::AzureResource => {
            let (above, own) = path.rsplit_once("/providers/")?;
            // `namespace/type/name` is a resource; each further `/type/name` lies below it.
            let mut steps = own.match_indices('/').map(|(at, _)| at);
            let below = steps.clone().count() / 2;
            if below >= 2 {
                let keep = steps.nth(2 * below - 2)?;
                Some(&path[..above.len() + "/providers/".len() + keep])
            } else if above.is_empty() {
                None
            } else {
                Some(above)
            }
        }
        _ => None,
    }
}

/// A mention of the scope `path` (lower case), named after the last part of its `spelling`.
pub(crate) fn mention<'a>(key: ObjectKey, path: &'a str, spelling: &'a str) -> ObjectRef<'a> {
    let name = spelling.rsplit('/').next().filter(|name| !name.is_empty());
    // A subscription's id ends in a GUID, which is no name.
    let kind = kind(path);
    let name = name.filter(|_| kind != Some(EntityKind::Subscription));
    ObjectRef::object(key, kind).with_text(path).with_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_its_kind_and_what_lies_above() {
        let chain = |mut path: &'static str| {
            let mut chain = vec![kind(path).map_or("-", EntityKind::name)];
            while let Some(above) = parent(path) {
                chain.push(kind(above).map_or("-", EntityKind::name));
                path = above;
            }
            chain.join(" < ")
        };
        for (path, expected) in [
            ("/subscriptions/s", "subscription"),
            (
                "/subscriptions/s/resourcegroups/g",
                "resource group < subscription",
            ),
            (
                "/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v",
                "vault < resource group < subscription",
            ),
            (
                "/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v/secrets/x",
                "azure resource < vault < resource group < subscription",
            ),
            (
                "/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/a/blobservices/default/containers/c",
                "azure resource < azure resource < azure resource < resource group < subscription",
            ),
            (
                "/subscriptions/s/providers/microsoft.x/types/n",
                "azure resource < subscription",
            ),
            (
                "/subscriptions/s/resourcegroups/g/providers/a.b/t/n/providers/c.d/u/m",
                "azure resource < azure resource < resource group < subscription",
            ),
            (
                "/providers/microsoft.management/managementgroups/m",
                "management group",
            ),
            ("/providers/microsoft.x/types/n", "azure resource"),
            ("/tenants/t", "-"),
            ("nothing", "-"),
            ("/", "-"),
        ] {
            assert_eq!(chain(path), expected, "{path}");
        }
    }

    #[test]
    fn malformed_paths_have_an_end() {
        for path in [
            "/subscriptions//resourcegroups/",
            "/subscriptions/s/resourcegroups/g/providers/",
            "/subscriptions/s/resourcegroups/g/providers/a",
            "/subscriptions/s/resourcegroups/g/x/y",
            "/providers/providers/providers/providers",
            "////////",
        ] {
            let mut at = path;
            while let Some(above) = parent(at) {
                assert!(above.len() < at.len(), "{path}");
                at = above;
            }
        }
    }
}
