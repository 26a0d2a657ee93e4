//! Exports of two tenants in one import.

use super::support::{Lines, anna, file_form, folder_of, import, record};
use crate::{ImportError, NoProgress, Options, read};
use enfilade_model::{ImportSummary, Level};

const CONTOSO: &str = "c0000000-0000-4000-8000-00000000000c";
const FABRIKAM: &str = "f0000000-0000-4000-8000-00000000000f";

fn read_files(files: &[(&str, &str)], several_tenants: bool) -> Result<ImportSummary, ImportError> {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    let folder = folder_of(&files);
    let options = Options {
        several_tenants,
        ..Options::default()
    };
    let mut lines = Lines::default();
    read(
        &[folder.path().to_owned()],
        &options,
        &NoProgress,
        &mut lines,
    )
}

/// What AzureHound writes of a tenant.
fn azurehound(tenant: &str) -> String {
    file_form(&[
        record(
            "AZTenant",
            &format!(
                "{{\"id\":\"/tenants/{tenant}\",\"tenantId\":\"{tenant}\",\"collected\":true}}"
            ),
        ),
        anna(),
    ])
}

fn organization(tenant: &str) -> String {
    format!("{{\"id\":\"{tenant}\",\"displayName\":\"T\",\"verifiedDomains\":[]}}")
}

fn subscriptions(tenants: &[&str]) -> String {
    let each: Vec<String> = tenants
        .iter()
        .zip(1..)
        .map(|(tenant, number)| {
            let id = format!("b0000000-0000-4000-8000-{number:012}");
            format!(
                "{{\"id\":\"/subscriptions/{id}\",\"subscriptionId\":\"{id}\",\"tenantId\":\"{tenant}\"}}"
            )
        })
        .collect();
    format!("{{\"value\":[{}]}}", each.join(","))
}

const USERS: &str =
    "{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#users\",\"value\":[]}";

#[test]
fn exports_of_two_tenants_are_refused_unless_they_are_allowed() {
    let older = format!(
        "{{\"@odata.context\":\"https://graph.windows.net/{}/$metadata#users\",\"value\":[]}}",
        FABRIKAM.to_uppercase()
    );
    for other in [
        azurehound(FABRIKAM),
        organization(FABRIKAM),
        subscriptions(&[FABRIKAM, FABRIKAM]),
        older,
    ] {
        let files = [
            ("a.json", azurehound(CONTOSO)),
            ("b.json", other),
            ("c.json", USERS.to_owned()),
        ];
        let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
        let error = read_files(&files, false).unwrap_err().to_string();
        for part in [
            CONTOSO,
            FABRIKAM,
            "a.json`",
            "b.json`",
            "`--allow-several-tenants`",
        ] {
            assert!(error.contains(part), "{part}: {error}");
        }
        assert!(!error.contains("c.json"), "{error}");
        let summary = read_files(&files, true).unwrap();
        let complete = summary.completeness.relations.values();
        assert!(complete.into_iter().all(|level| *level != Level::Complete));
        let tenants: Vec<&[String]> = summary.sources.iter().map(|s| &s.tenants[..]).collect();
        assert_eq!(
            tenants,
            [&[CONTOSO.to_owned()][..], &[FABRIKAM.to_owned()], &[]]
        );
    }
}

#[test]
fn exports_of_one_tenant_go_together_whatever_their_form() {
    let files = [
        ("azurehound.json", azurehound(&CONTOSO.to_uppercase())),
        ("organization.json", organization(CONTOSO)),
        ("subscriptions.json", subscriptions(&[CONTOSO])),
        ("users.json", USERS.to_owned()),
    ];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let summary = read_files(&files, false).unwrap();
    let told = summary.sources.iter().filter(|s| s.tenants == [CONTOSO]);
    assert_eq!(told.count(), 3);
}

#[test]
fn each_file_states_what_lies_at_the_top() {
    let text = subscriptions(&[CONTOSO]);
    let folder = folder_of(&[("1.json", text.as_bytes()), ("2.json", text.as_bytes())]);
    let lines = import(folder.path(), &Options::default()).unwrap().lines;
    let at_the_top = lines
        .iter()
        .filter(|line| line.starts_with("contains: tenant"));
    assert_eq!(at_the_top.count(), 2, "{lines:#?}");
}

#[test]
fn tenants_that_a_caller_can_see_are_none_that_were_exported() {
    let seen = file_form(&[
        record(
            "AZTenant",
            &format!("{{\"id\":\"/tenants/{FABRIKAM}\",\"tenantId\":\"{FABRIKAM}\"}}"),
        ),
        anna(),
    ]);
    let guest = format!(
        "{{\"id\":\"{CONTOSO}\",\"userPrincipalName\":\"g\",\"userType\":\"Guest\",\"identities\":[{{\"issuer\":\"{FABRIKAM}\"}}]}}"
    );
    let files = [
        ("a.json", azurehound(CONTOSO)),
        ("accounts.json", subscriptions(&[CONTOSO, FABRIKAM])),
        ("guest.json", guest),
        ("tenants.json", seen),
    ];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let summary = read_files(&files, false).unwrap();
    assert_eq!(summary.sources[1].tenants, [""; 0]);
}

#[test]
fn one_file_may_be_of_two_tenants_too() {
    let joined = format!("{}\n{}", organization(CONTOSO), organization(FABRIKAM));
    let error = read_files(&[("both.json", &joined)], false).unwrap_err();
    assert!(matches!(
        error,
        ImportError::SeveralTenants { count: 2, .. }
    ));
}
