//! Azure scopes, listed with what lies above them, and lists that hold none.

use super::support::{Lines, import_bytes, of_files};
use crate::{ImportError, NoProgress, Options, read};

const S: &str = "b0000000-0000-4000-8000-000000000001";
const ROOT: &str = "/providers/Microsoft.Management/managementGroups/mg-root";

/// The lines that say what contains a subscription.
fn above(text: &str) -> Vec<String> {
    let outcome = import_bytes(text.as_bytes()).unwrap();
    assert!(outcome.codes().is_empty(), "{:?}", outcome.summary.warnings);
    let lines = outcome.lines.into_iter();
    lines.filter(|line| line.contains("contains")).collect()
}

#[test]
fn what_lies_below_a_management_group_comes_with_the_group_above_it() {
    let inside = format!("\"displayName\":\"Payroll\",\"parent\":{{\"id\":\"{ROOT}\"}}");
    let rest = format!("\"properties\":{{{inside}}}");
    let direct = "\"type\":\"Microsoft.Management/managementGroups/subscriptions\"";
    for (what, record) in [
        (
            "descendants",
            format!(
                "{{\"id\":\"/subscriptions/{S}\",\"type\":\"/subscriptions\",\"name\":\"{S}\",{rest}}}"
            ),
        ),
        (
            "az account management-group entities list",
            format!(
                "{{\"id\":\"/subscriptions/{S}\",\"type\":\"/subscriptions\",\"name\":\"{S}\",{inside},\"tenantId\":\"{S}\"}}"
            ),
        ),
        (
            "REST, subscriptions under a group",
            format!("{{\"id\":\"{ROOT}/subscriptions/{S}\",{direct},\"name\":\"{S}\",{rest}}}"),
        ),
        (
            "az account management-group subscription show-sub-under-mg",
            format!(
                "{{\"id\":\"{ROOT}/subscriptions/{S}\",{direct},\"name\":\"{S}\",{inside},\"state\":\"Active\"}}"
            ),
        ),
    ] {
        let lines = above(&format!("{{\"value\":[{record}]}}"));
        assert_eq!(lines.len(), 1, "{what}: {lines:?}");
        let line = lines[0].to_lowercase();
        assert!(line.contains("managementgroups/mg-root"), "{what}: {line}");
        assert!(
            line.contains(&format!("/subscriptions/{S}")),
            "{what}: {line}"
        );
        assert!(!line.contains("mg-root/subscriptions"), "{what}: {line}");
        assert!(line.contains("payroll"), "{what}: {line}");
    }
}

#[test]
fn a_subscription_that_a_customer_delegates_stays_in_its_tenant() {
    const CUSTOMER: &str = "c0000000-0000-4000-8000-000000000001";
    const OURS: &str = "99999999-9999-4999-8999-999999999999";
    let record = format!(
        "[{{\"cloudName\":\"AzureCloud\",\"homeTenantId\":\"{CUSTOMER}\",\"id\":\"{S}\",\"isDefault\":true,\"managedByTenants\":[{{\"tenantId\":\"{OURS}\"}}],\"name\":\"Customer\",\"state\":\"Enabled\",\"tenantId\":\"{OURS}\"}}]"
    );
    let outcome = import_bytes(record.as_bytes()).unwrap();
    let has = |text: &str| outcome.lines.iter().any(|line| line.contains(text));
    assert!(has(CUSTOMER) && !has(OURS), "{:#?}", outcome.lines);
}

#[test]
fn an_answer_that_holds_nothing_is_an_answer() {
    for empty in [
        "{\"count\":0,\"data\":[],\"skip_token\":null,\"total_records\":0}",
        "{\"totalRecords\":0,\"count\":0,\"data\":[],\"facets\":[],\"resultTruncated\":\"false\"}",
    ] {
        let outcome = of_files(&[("resources.json", empty)]);
        assert!(outcome.lines.is_empty());
    }
}

#[test]
fn an_empty_list_that_is_named_beside_an_export_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let users = file(
        "users.json",
        "{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#users\",\"value\":[{\"id\":\"a0000000-0000-4000-8000-000000000001\"}]}",
    );
    let vaults = file("vaults-1.json", "[]\n");
    let import = |paths: &[std::path::PathBuf]| {
        read(
            paths,
            &Options::default(),
            &NoProgress,
            &mut Lines::default(),
        )
    };
    let summary = import(&[users, vaults.clone()]).unwrap();
    assert_eq!(summary.sources.len(), 1);
    assert_eq!(summary.warnings[0].code, "passed-over");
    let error = import(&[vaults]).unwrap_err();
    assert!(matches!(error, ImportError::NotAnExport { .. }), "{error}");
    assert!(error.to_string().contains("an empty list"), "{error}");
}
