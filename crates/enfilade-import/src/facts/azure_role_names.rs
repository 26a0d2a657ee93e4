//! The names of well-known Azure roles: an export holds only their ids.
//!
//! Source: <https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles>.

/// The name of a built-in role by its id in lower case.
pub(crate) fn of(id: &str) -> Option<&'static str> {
    let at = NAMES.binary_search_by_key(&id, |(id, _)| id).ok()?;
    Some(NAMES[at].1)
}

/// The id of the built-in role of this name, in any case.
pub(crate) fn id_of(name: &str) -> Option<&'static str> {
    let mut roles = NAMES.iter();
    let role = roles.find(|(_, own)| own.eq_ignore_ascii_case(name))?;
    Some(role.0)
}

/// Sorted by id.
const NAMES: &[(&str, &str)] = &[
    (
        "00482a5a-887f-4fb3-b363-3b7fe8e74483",
        "Key Vault Administrator",
    ),
    ("00c29273-979b-4161-815c-10b084fb9324", "Backup Operator"),
    (
        "056cd41c-7e88-42e1-933e-88ba6a50c9c3",
        "SQL Security Manager",
    ),
    (
        "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        "Storage Table Data Contributor",
    ),
    (
        "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
        "Azure Kubernetes Service Cluster Admin Role",
    ),
    (
        "0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb",
        "Storage File Data SMB Share Contributor",
    ),
    (
        "12338af0-0e69-4776-bea7-57ae8d297424",
        "Key Vault Crypto User",
    ),
    (
        "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
        "Key Vault Crypto Officer",
    ),
    (
        "17d1049b-9a84-46fb-8f53-869881c3d3ab",
        "Storage Account Contributor",
    ),
    (
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        "User Access Administrator",
    ),
    (
        "19e7f393-937e-4f77-808e-94535e297925",
        "Storage Queue Data Reader",
    ),
    (
        "1c0163c0-47e6-4577-8991-ea5c82e286e4",
        "Virtual Machine Administrator Login",
    ),
    ("21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader"),
    (
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        "Storage Blob Data Reader",
    ),
    (
        "2cc479cb-7b4d-49a8-b449-8c00fd0f0a4b",
        "Web Plan Contributor",
    ),
    (
        "3498e952-d568-435e-9b2c-8d77e338d7f7",
        "Azure Kubernetes Service RBAC Admin",
    ),
    ("39bc4728-0917-49c7-9d2c-d95423bc2eb4", "Security Reader"),
    ("43d0d8ad-25c7-4714-9337-8ba259a9fe05", "Monitoring Reader"),
    (
        "4633458b-17de-408a-b874-0445c86b69e6",
        "Key Vault Secrets User",
    ),
    (
        "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
        "Azure Kubernetes Service Cluster User Role",
    ),
    (
        "4d97b98b-1d4f-4787-a291-c67834d212e7",
        "Network Contributor",
    ),
    ("4f8fab4f-1852-4a58-a46a-8eaf358af14a", "Avere Contributor"),
    ("515c2055-d9d4-4321-b1b9-bd0c9a0f79fe", "Logic App Operator"),
    (
        "5d58bcaf-24a5-4b20-bdb6-eed9f69fbe4c",
        "Management Group Contributor",
    ),
    ("5e467623-bb1f-42f4-a55d-6e525e11384b", "Backup Contributor"),
    (
        "602da2ba-a5c2-41da-b01d-5360126ab525",
        "Virtual Machine Local User Login",
    ),
    (
        "6d8ee4ec-f05a-4a1d-8b00-a9b17e38b437",
        "SQL Server Contributor",
    ),
    (
        "72fafb9e-0641-4937-9268-a91bfd8191a3",
        "Cost Management Reader",
    ),
    (
        "73c42c96-874c-492b-b04d-ab87d138a893",
        "Log Analytics Reader",
    ),
    (
        "749f88d5-cbae-40b8-bcfc-e573ddc772fa",
        "Monitoring Contributor",
    ),
    (
        "76199698-9eea-4c19-bc75-cec21354c6b6",
        "Storage Table Data Reader",
    ),
    (
        "7f6c6a51-bcf8-42ba-9220-52d62157d7db",
        "Azure Kubernetes Service RBAC Reader",
    ),
    ("7f951dda-4ed3-4680-a7ca-43fe172d538d", "AcrPull"),
    (
        "81a9662b-bebf-436f-a333-f67b29880f12",
        "Storage Account Key Operator Service Role",
    ),
    ("8311e382-0749-4cb8-b61a-304f252e45ec", "AcrPush"),
    (
        "87a39d53-fc1b-424a-814c-f7e04687dc9e",
        "Logic App Contributor",
    ),
    (
        "8b54135c-b56d-4d72-a534-26097cfdc8d8",
        "Key Vault Data Access Administrator",
    ),
    ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"),
    (
        "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
        "Log Analytics Contributor",
    ),
    (
        "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        "Storage Queue Data Contributor",
    ),
    (
        "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
        "Virtual Machine Contributor",
    ),
    ("9b7fa17d-e63e-47b0-bb0a-15c516ac86ec", "SQL DB Contributor"),
    (
        "a4417e6f-fecd-4de8-b567-7b0420556985",
        "Key Vault Certificates Officer",
    ),
    (
        "a7264617-510b-434b-a828-9731dc254ea7",
        "Storage File Data SMB Share Elevated Contributor",
    ),
    (
        "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb",
        "Azure Kubernetes Service RBAC Writer",
    ),
    (
        "aba4ae5f-2193-4029-9191-0cb91df5e314",
        "Storage File Data SMB Share Reader",
    ),
    (
        "ac63b705-f282-497d-ac71-919bf39d939d",
        "Management Group Reader",
    ),
    ("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader"),
    (
        "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
        "Azure Kubernetes Service RBAC Cluster Admin",
    ),
    ("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"),
    (
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        "Storage Blob Data Owner",
    ),
    (
        "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        "Key Vault Secrets Officer",
    ),
    (
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "Storage Blob Data Contributor",
    ),
    ("c2f4ef07-c644-48eb-af81-4b1b4947fb11", "AcrDelete"),
    (
        "d3881f73-407a-4167-8283-e981cbba0404",
        "Automation Operator",
    ),
    (
        "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
        "Key Vault Certificate User",
    ),
    (
        "de139f84-1756-47ae-9be6-808fbbe84772",
        "Website Contributor",
    ),
    (
        "e147488a-f6f5-4113-8e2d-b22465e65bf6",
        "Key Vault Crypto Service Encryption User",
    ),
    (
        "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
        "Managed Identity Contributor",
    ),
    (
        "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
        "Azure Kubernetes Service Contributor Role",
    ),
    (
        "f1a07417-d97a-45cb-824c-7a7467783830",
        "Managed Identity Operator",
    ),
    (
        "f25e0fa2-a7c8-4377-a976-54943a77a395",
        "Key Vault Contributor",
    ),
    (
        "f353d9bd-d4a6-484e-a77a-8050b599b867",
        "Automation Contributor",
    ),
    (
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        "Role Based Access Control Administrator",
    ),
    ("fa23ad8b-c56e-40d8-ac0c-ce449e1d2c64", "Billing Reader"),
    ("fb1c8493-542b-48eb-b624-b4c8fea62acd", "Security Admin"),
    (
        "fb879df8-f326-4884-b1cf-06f3ad86be52",
        "Virtual Machine User Login",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_its_ids_are_guids() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        for (id, name) in NAMES {
            assert!(enfilade_model::parse_guid(id).is_some(), "{id}");
            assert_eq!(of(id), Some(*name));
        }
        assert_eq!(of("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"), Some("Owner"));
        assert_eq!(of("nothing"), None);
    }
}
