//! What the attributes of a graph say about access, read once and shared by all questions.
//!
//! Whether an account is enabled, whether an app is open to everyone, which role is Global
//! Administrator: these are columns of the snapshot, and the engine wants them as sets.

mod collaboration;

pub(crate) use collaboration::Collaboration;

use crate::EntitySet;
use crate::admission::Admission;
use crate::attribute::{boolean, text, with_text};
use crate::azure::AzureFacts;
use crate::azure::denies::{self, Denies};
use crate::control::{ControlFacts, ControlGraph};
use crate::coverage::Coverage;
use crate::last::Last;
use crate::skeleton::Skeleton;
use crate::work::{Tally, Work};
use arrow::array::Array;
use enfilade_graph::{Graph, GraphView};
use enfilade_model::{
    Attribute, EdgeKind, EntityId, EntityKind, GLOBAL_ADMINISTRATOR_TEMPLATE, Level,
    MICROSOFT_CORPORATE_TENANT, MICROSOFT_SERVICES_TENANT, ObjectKey, Relation,
};
use std::sync::Arc;

/// The kinds whose `accountEnabled` decides whether they can use or be used.
const SWITCHED: [EntityKind; 5] = [
    EntityKind::App,
    EntityKind::ManagedIdentity,
    EntityKind::ServicePrincipal,
    EntityKind::User,
    EntityKind::Device,
];

/// Facts that questions share: sets of entities by what their attributes mean for access, and the
/// order of nested groups once a question has needed it.
#[derive(Debug)]
pub struct Facts {
    universe: u32,
    disabled: EntitySet,
    enabled_unknown: EntitySet,
    pending: EntitySet,
    open_apps: EntitySet,
    first_party_apps: EntitySet,
    unseen_assignments: Vec<EntityId>,
    global_administrators: Vec<EntityId>,
    pub(crate) skeleton: Skeleton,
    /// The coverage of all resources, kept for the next question that asks for most of them.
    pub(crate) coverage: Last<(Admission, Vec<EdgeKind>), Coverage>,
    pub(crate) work: Tally,
    control: ControlFacts,
    azure: AzureFacts,
    all_principals: Option<EntityId>,
    collaboration: Collaboration,
    controls: Last<Admission, ControlGraph>,
    // By the time at which they are judged.
    denies: Last<i64, Denies>,
}

impl Facts {
    /// Reads the facts. Time linear in the entities, and in the Azure scopes and custom directory
    /// roles, whose words are read.
    #[must_use]
    pub fn new(graph: &Graph) -> Facts {
        let universe = graph.entity_count();
        let azure = AzureFacts::new(graph);
        let mut facts = Facts {
            universe,
            disabled: EntitySet::empty(universe),
            enabled_unknown: EntitySet::empty(universe),
            pending: with_text(
                graph,
                EntityKind::User,
                Attribute::ExternalUserState,
                |state| state.eq_ignore_ascii_case("PendingAcceptance"),
            ),
            open_apps: EntitySet::empty(universe),
            first_party_apps: with_text(
                graph,
                EntityKind::App,
                Attribute::AppOwnerOrganizationId,
                is_microsoft,
            ),
            unseen_assignments: Vec::new(),
            global_administrators: Vec::new(),
            skeleton: Skeleton::default(),
            coverage: Last::default(),
            work: Tally::default(),
            control: ControlFacts::new(graph, &azure.definitions),
            azure,
            all_principals: denies::all_principals(graph),
            collaboration: Collaboration::new(graph),
            controls: Last::default(),
            denies: Last::default(),
        };
        for kind in SWITCHED {
            facts.read_enabled(graph, kind);
        }
        facts.read_apps(graph);
        facts.global_administrators = global_administrators(graph);
        facts
    }

    fn read_enabled(&mut self, graph: &Graph, kind: EntityKind) {
        let range = graph.kind_range(kind);
        let Some(column) = boolean(graph, kind, Attribute::AccountEnabled) else {
            self.enabled_unknown.insert_range(range);
            return;
        };
        for (at, id) in range.map(EntityId).enumerate() {
            if column.is_null(at) {
                self.enabled_unknown.insert(id);
            } else if !column.value(at) {
                self.disabled.insert(id);
            }
        }
    }

    fn read_apps(&mut self, graph: &Graph) {
        let kind = EntityKind::App;
        let required = boolean(graph, kind, Attribute::AppRoleAssignmentRequired);
        let ledger = &graph.completeness().relations;
        let sees_all = matches!(
            ledger.get(&Relation::AppAssignments),
            None | Some(Level::Complete)
        );
        for (at, id) in graph.ids(kind).enumerate() {
            let Some(column) = required.filter(|column| column.is_valid(at)) else {
                continue;
            };
            if !column.value(at) {
                self.open_apps.insert(id);
            } else if !sees_all
                && graph.edges_to(EdgeKind::AppAssignment, id).is_empty()
                && !graph.defines_roles(id)
            {
                self.unseen_assignments.push(id);
            }
        }
    }

    /// How much was looked at for all questions so far. Two readings, one before a question and one
    /// after it, say what it cost, as long as no other is asked meanwhile.
    #[must_use]
    pub fn work(&self) -> Work {
        self.work.sum()
    }

    /// What the attributes say about control.
    pub(crate) fn control(&self) -> &ControlFacts {
        &self.control
    }

    /// What the roles, vaults and storage accounts of Azure mean for access.
    pub(crate) fn azure(&self) -> &AzureFacts {
        &self.azure
    }

    /// The entity that stands for everyone in deny assignments.
    pub(crate) fn all_principals(&self) -> Option<EntityId> {
        self.all_principals
    }

    /// What the attributes say about Microsoft 365 groups.
    pub(crate) fn collaboration(&self) -> &Collaboration {
        &self.collaboration
    }

    /// Whether a user is a guest, by what the attributes say.
    pub(crate) fn is_guest(&self, user: EntityId) -> bool {
        self.collaboration.is_guest(user)
    }

    /// Microsoft 365 groups: those that have a mailbox, a site and perhaps a team.
    #[must_use]
    pub fn microsoft_365_groups(&self) -> &EntitySet {
        &self.collaboration.unified
    }

    /// The groups that anyone but guests may join by himself, and the access packages that they may
    /// ask for. Ascending.
    #[must_use]
    pub fn joinable_groups(&self) -> &[EntityId] {
        self.collaboration.joinable(false)
    }

    /// The graph of what can be brought about, worked out when a question first needs it.
    pub(crate) fn control_graph<V: GraphView>(
        &self,
        view: &V,
        admission: Admission,
    ) -> Arc<ControlGraph> {
        self.controls
            .get(admission, || ControlGraph::new(view, self, admission))
    }

    /// The deny assignments at a time, read when a question first needs them.
    pub(crate) fn denies<V: GraphView>(&self, view: &V, now: i64) -> Arc<Denies> {
        self.denies.get(now, || Denies::new(view, self, now))
    }

    /// How many entities the graph has: the universe of every [`EntitySet`] over it.
    #[must_use]
    pub fn universe(&self) -> u32 {
        self.universe
    }

    /// Users, service principals and devices whose account is disabled. Apps among them let nobody
    /// in.
    #[must_use]
    pub fn disabled(&self) -> &EntitySet {
        &self.disabled
    }

    /// Users, service principals and devices of which no source says whether they are enabled.
    /// They count as enabled.
    #[must_use]
    pub fn enabled_unknown(&self) -> &EntitySet {
        &self.enabled_unknown
    }

    /// Guests who have not accepted their invitation yet.
    #[must_use]
    pub fn pending(&self) -> &EntitySet {
        &self.pending
    }

    /// Apps that do not require assignment, Microsoft's own and disabled ones included.
    #[must_use]
    pub fn open_apps(&self) -> &EntitySet {
        &self.open_apps
    }

    /// Apps that Microsoft owns.
    #[must_use]
    pub fn first_party_apps(&self) -> &EntitySet {
        &self.first_party_apps
    }

    /// Apps that require assignment and whose assignments no source could hold: who reaches them
    /// is unknown, not nobody. Ascending.
    ///
    /// `AzureHound` skips the assignments of an app that defines no app roles.
    #[must_use]
    pub fn apps_with_unseen_assignments(&self) -> &[EntityId] {
        &self.unseen_assignments
    }

    /// The directory roles that are Global Administrator. Ascending; one, unless an export is odd.
    #[must_use]
    pub fn global_administrators(&self) -> &[EntityId] {
        &self.global_administrators
    }
}

fn is_microsoft(tenant: &str) -> bool {
    tenant.eq_ignore_ascii_case(MICROSOFT_SERVICES_TENANT)
        || tenant.eq_ignore_ascii_case(MICROSOFT_CORPORATE_TENANT)
}

fn global_administrators(graph: &Graph) -> Vec<EntityId> {
    let kind = EntityKind::DirectoryRole;
    let template = text(graph, kind, Attribute::TemplateId);
    let by_key = graph
        .entities(kind)
        .position(ObjectKey::of(GLOBAL_ADMINISTRATOR_TEMPLATE));
    graph
        .ids(kind)
        .enumerate()
        .filter(|(at, _)| {
            let by_template = template.is_some_and(|column| {
                column.is_valid(*at)
                    && column
                        .value(*at)
                        .eq_ignore_ascii_case(GLOBAL_ADMINISTRATOR_TEMPLATE)
            });
            by_template || by_key == Some(*at)
        })
        .map(|(_, id)| id)
        .collect()
}
