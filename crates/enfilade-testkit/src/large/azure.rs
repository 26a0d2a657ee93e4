//! The Azure scopes, and the roles given at each.
//!
//! One tree hangs below a management group, with roles given at every height of it. The apps'
//! resources lie apart, in subscriptions that nothing is inherited into, so that who holds a role on
//! one of them is exactly who is assigned to its app.

use super::{Holder, Large, What};

/// A kind of scope: AzureHound's stem for it, and the Azure resource type.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    ManagementGroup,
    Subscription,
    ResourceGroup,
    Vault,
    StorageAccount,
    Machine,
    WebApp,
}

impl Kind {
    pub(super) fn stem(self) -> &'static str {
        match self {
            Kind::ManagementGroup => "ManagementGroup",
            Kind::Subscription => "Subscription",
            Kind::ResourceGroup => "ResourceGroup",
            Kind::Vault => "KeyVault",
            Kind::StorageAccount => "StorageAccount",
            Kind::Machine => "VM",
            Kind::WebApp => "WebApp",
        }
    }

    pub(super) fn resource_type(self) -> &'static str {
        match self {
            Kind::ManagementGroup => "Microsoft.Management/managementGroups",
            Kind::Subscription => "Microsoft.Resources/subscriptions",
            Kind::ResourceGroup => "Microsoft.Resources/resourceGroups",
            Kind::Vault => "Microsoft.KeyVault/vaults",
            Kind::StorageAccount => "Microsoft.Storage/storageAccounts",
            Kind::Machine => "Microsoft.Compute/virtualMachines",
            Kind::WebApp => "Microsoft.Web/sites",
        }
    }

    /// How many groups hold a role right at such a scope.
    fn groups(self) -> u64 {
        match self {
            Kind::ManagementGroup | Kind::Subscription | Kind::ResourceGroup => 2,
            Kind::Vault | Kind::StorageAccount | Kind::Machine => 1,
            Kind::WebApp => 0,
        }
    }
}

/// A scope of Azure.
pub(super) struct Scope {
    pub(super) kind: Kind,
    pub(super) name: String,
    /// The id, cased as Azure does.
    pub(super) id: String,
    pub(super) parent: Option<usize>,
    /// What is given right here.
    pub(super) grants: Vec<Grant>,
}

/// A role given at a scope.
pub(super) struct Grant {
    pub(super) holder: Holder,
    /// The role's id.
    pub(super) role: &'static str,
    /// The assignment's own id.
    pub(super) id: String,
}

pub(super) const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
pub(super) const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const WEBSITE_CONTRIBUTOR: &str = "de139f84-1756-47ae-9be6-808fbbe84772";

/// How many resource groups a subscription has, and how many resources each of these.
const RESOURCE_GROUPS: u32 = 5;
const RESOURCES: u32 = 4;
/// How many apps' resources lie in one resource group.
const APPS_A_GROUP: u32 = 50;

/// Every scope, each after the one it lies in.
pub(super) fn scopes(large: &Large) -> Vec<Scope> {
    let mut tree = Tree {
        large,
        scopes: Vec::new(),
    };
    let root = tree.add(Kind::ManagementGroup, "corp".to_owned(), None);
    tree.give_to_groups();
    for unit in 0..4 {
        let unit = tree.add(Kind::ManagementGroup, format!("unit-{unit}"), Some(root));
        tree.give_to_groups();
        for number in 0..1 + large.users / 20_000 {
            tree.subscription(unit, number);
        }
    }
    let home = tree.add(Kind::Subscription, "apps".to_owned(), None);
    let mut group = home;
    for app in 0..large.apps {
        if app % APPS_A_GROUP == 0 {
            let name = format!("rg-apps-{}", app / APPS_A_GROUP);
            group = tree.add(Kind::ResourceGroup, name, Some(home));
        }
        let name = large.app(app).name.to_lowercase().replace(' ', "-");
        tree.add(Kind::WebApp, format!("app-{name}"), Some(group));
        let holders = large.assigned(app);
        tree.give(
            holders
                .into_iter()
                .map(|holder| (holder, WEBSITE_CONTRIBUTOR)),
        );
    }
    tree.scopes
}

struct Tree<'a> {
    large: &'a Large,
    scopes: Vec<Scope>,
}

impl Tree<'_> {
    /// Adds a scope.
    fn add(&mut self, kind: Kind, name: String, parent: Option<usize>) -> usize {
        let above = parent.map_or("", |at| self.scopes[at].id.as_str());
        let at = self.scopes.len();
        let id = match kind {
            Kind::ManagementGroup => format!("/providers/{}/{name}", kind.resource_type()),
            Kind::Subscription => {
                format!(
                    "/subscriptions/{}",
                    self.large.other_id(What::Scope, at as u32)
                )
            }
            Kind::ResourceGroup => format!("{above}/resourceGroups/{name}"),
            _ => format!("{above}/providers/{}/{name}", kind.resource_type()),
        };
        self.scopes.push(Scope {
            kind,
            name,
            id,
            parent,
            grants: Vec::new(),
        });
        at
    }

    /// Gives roles at the scope that was added last.
    fn give(&mut self, grants: impl Iterator<Item = (Holder, &'static str)>) {
        let at = self.scopes.len() as u32 - 1;
        let Some(scope) = self.scopes.last_mut() else {
            return;
        };
        scope.grants = (0..)
            .zip(grants)
            .map(|(number, (holder, role))| Grant {
                holder,
                role,
                id: self
                    .large
                    .other_id(What::Scope, 1 << 30 | at << 8 | number)
                    .to_string(),
            })
            .collect();
    }

    /// Gives roles at the scope that was added last to as many groups as its kind has there.
    fn give_to_groups(&mut self) {
        let (large, at) = (self.large, self.scopes.len() as u32 - 1);
        let mut draw = large.draw(What::Scope, 1 << 29 | at);
        let count = self.scopes.last().map_or(0, |scope| scope.kind.groups());
        let holders: Vec<(Holder, &str)> = (0..count)
            .map(|number| {
                let group = super::groups::BIG
                    + draw.below(u64::from(large.groups - super::groups::BIG)) as u32;
                (
                    Holder::Group(group),
                    if number == 0 { OWNER } else { CONTRIBUTOR },
                )
            })
            .collect();
        self.give(holders.into_iter());
    }

    fn subscription(&mut self, parent: usize, number: u32) {
        let name = format!("{}-sub-{number}", self.scopes[parent].name);
        let subscription = self.add(Kind::Subscription, name.clone(), Some(parent));
        self.give_to_groups();
        for number in 0..RESOURCE_GROUPS {
            let name = format!("rg-{name}-{number}");
            let group = self.add(Kind::ResourceGroup, name.clone(), Some(subscription));
            self.give_to_groups();
            for number in 0..RESOURCES {
                let (kind, stem) = match number {
                    0 => (Kind::Vault, "kv"),
                    1 => (Kind::StorageAccount, "st"),
                    _ => (Kind::Machine, "vm"),
                };
                self.add(kind, format!("{stem}-{name}-{number}"), Some(group));
                self.give_to_groups();
            }
        }
    }
}

/// A scope and those it lies in, from below.
pub(super) fn upwards(scopes: &[Scope], at: usize) -> impl Iterator<Item = &Scope> {
    let first = scopes.get(at);
    std::iter::successors(first, |scope| scopes.get(scope.parent?))
}
