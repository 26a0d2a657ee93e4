//! Assignments of directory roles: active, and eligible through Privileged Identity Management.

use super::directory_role_names;
use super::emitter::{Emitter, odd};
use super::id::Id;
use super::mention::Mention;
use crate::decode::json::{Members, Object, Objects, Scalar, skip, verbatim};
use crate::decode::raw;
use enfilade_model::{
    AccessState, EdgeKind, EdgeRecord, EntityKind, EntityRecord, ObjectKey, ObjectRef, RefId,
};
use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use std::borrow::Cow;

/// One assignment, active or eligible.
#[derive(Default)]
struct Assignment<'de> {
    id: Option<Cow<'de, str>>,
    role: Option<Cow<'de, str>>,
    role_name: Option<&'static str>,
    principal: Option<Cow<'de, str>>,
    described: Mention<'de>,
    scope: Option<Cow<'de, str>>,
    start: Option<Cow<'de, str>>,
    end: Option<Cow<'de, str>>,
    place: Place<'de>,
    misfit: bool,
}

impl<'de> Members<'de> for Assignment<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let slot = match key {
            "id" => &mut self.id,
            "roleDefinitionId" => &mut self.role,
            "principalId" => &mut self.principal,
            "directoryScopeId" => &mut self.scope,
            "startDateTime" => &mut self.start,
            "endDateTime" => &mut self.end,
            "principal" => return map.next_value_seed(Object(&mut self.described)),
            "directoryScope" => return map.next_value_seed(Object(&mut self.place)),
            _ => return skip(map),
        };
        match map.next_value()? {
            Scalar::Text(text) => *slot = Some(text),
            Scalar::Null => {}
            Scalar::Boolean(_) | Scalar::Other => self.misfit = true,
        }
        Ok(())
    }

    fn misfit(&mut self) {
        self.misfit = true;
    }
}

/// The object at which an assignment holds, expanded in the record.
#[derive(Default)]
struct Place<'de> {
    object: Mention<'de>,
    has_client_id: bool,
}

impl<'de> Members<'de> for Place<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if key == "appId" {
            if let Scalar::Text(text) = map.next_value()? {
                self.has_client_id = !text.is_empty();
            }
            return Ok(());
        }
        // Null and empty ids stand for "no object".
        self.object.member(key, map)
    }
}

/// Where an assignment holds.
enum Scope<'de> {
    /// In the whole tenant.
    Tenant,
    /// At an object.
    At(Id<'de>, Option<EntityKind>),
    /// At the application with this client id.
    Client(Id<'de>),
    /// At what is known by its path: a set of custom security attributes.
    Path(String),
    /// The record does not say.
    Uncertain,
}

impl<'de> Assignment<'de> {
    /// Where an active assignment holds.
    ///
    /// AzureHound writes a scope below the tenant as `/` and the client id of the object that the
    /// scope is. Only applications have one: for an administrative unit, a group or a device `/`
    /// is left, which reads as the whole tenant. The expanded object tells them apart.
    fn active_scope(&mut self) -> Scope<'de> {
        let states_type = self.place.object.states_type();
        if let Some(id) = self.place.object.id() {
            let kind = self.place.object.kind();
            let kind = kind.or(self.place.has_client_id.then_some(EntityKind::Registration));
            return Scope::At(id, kind);
        }
        match self.scope.as_deref() {
            Some("/") if states_type => Scope::Uncertain,
            Some("/") => Scope::Tenant,
            Some(path) => match scope_of_path(path) {
                Scope::At(id, None) => Scope::Client(id),
                scope => scope,
            },
            None => Scope::Uncertain,
        }
    }

    /// Where an assignment holds, in Graph's own words, unchanged.
    fn stated_scope(&self) -> Scope<'de> {
        self.scope
            .as_deref()
            .map_or(Scope::Uncertain, scope_of_path)
    }
}

/// Reads `/`, `/administrativeUnits/<id>`, `/attributeSets/<name>` or `/<id>`.
///
/// Source: <https://learn.microsoft.com/en-us/entra/fundamentals/custom-security-attributes-manage>.
fn scope_of_path<'a>(path: &str) -> Scope<'a> {
    if path == "/" {
        return Scope::Tenant;
    }
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let (first, second) = (segments.next(), segments.next());
    let read = |text: &str| Id::read(&Cow::Owned(text.to_owned()));
    let scope = match (first, second) {
        (Some(kind), Some(id)) if kind.eq_ignore_ascii_case("administrativeUnits") => {
            read(id).map(|id| Scope::At(id, Some(EntityKind::AdministrativeUnit)))
        }
        (Some(kind), Some(_)) if kind.eq_ignore_ascii_case("attributeSets") => {
            Some(Scope::Path(path.to_owned()))
        }
        (Some(id), None) => read(id).map(|id| Scope::At(id, None)),
        _ => None,
    };
    scope.unwrap_or(Scope::Uncertain)
}

/// Reads the active assignments of one role.
pub(crate) fn active<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut list = List {
        role: None,
        items: Items {
            one: Assignment::default(),
            done: Vec::new(),
        },
    };
    // A cut record still gives the assignments that were complete.
    let read = Object(&mut list).deserialize(data);
    let outer = list.role;
    for mut one in list.items.done {
        let scope = one.active_scope();
        if one.role.is_none() {
            one.role.clone_from(&outer);
        }
        emit(one, scope, AccessState::Active, out);
    }
    read
}

struct List<'de> {
    role: Option<Cow<'de, str>>,
    items: Items<'de>,
}

struct Items<'de> {
    one: Assignment<'de>,
    done: Vec<Assignment<'de>>,
}

impl<'de> Members<'de> for List<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "roleAssignments" => map.next_value_seed(Objects(&mut self.items)),
            "roleDefinitionId" => {
                if let Scalar::Text(text) = map.next_value()? {
                    self.role = Some(text);
                }
                Ok(())
            }
            _ => skip(map),
        }
    }
}

impl<'de> Members<'de> for Items<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        self.one.member(key, map)
    }

    fn complete(&mut self) {
        self.done.push(std::mem::take(&mut self.one));
    }

    fn misfit(&mut self) {
        self.one.misfit = true;
    }
}

/// Reads one eligible assignment.
pub(crate) fn eligible<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut one = Assignment::default();
    Object(&mut one).deserialize(data)?;
    let scope = one.stated_scope();
    emit(one, scope, AccessState::Eligible, out);
    Ok(())
}

/// Reads one assignment as Graph shows it, with its scope in Graph's own words, and its principal as its
/// reader found it. The id of a built-in role is its template's, which has a name though the role's own
/// record may not have come in.
pub(crate) fn unified<'de, D: Deserializer<'de>>(
    state: AccessState,
    principal: Mention<'de>,
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    let mut one = Assignment::default();
    Object(&mut one).deserialize(data)?;
    one.described = principal;
    let role = one.role.as_ref().and_then(Id::read);
    one.role_name = role.and_then(|id| directory_role_names::of(&id.key.to_string()));
    let scope = one.stated_scope();
    emit(one, scope, state, out);
    Ok(())
}

fn emit(one: Assignment<'_>, scope: Scope<'_>, state: AccessState, out: &mut Emitter<'_>) {
    if one.misfit {
        out.odd(odd::WRONG_TYPE, || "a directory role assignment".to_owned());
    }
    let principal = out.object_id(one.principal.as_ref(), "the principal of a role assignment");
    let role = out.object_id(one.role.as_ref(), "the role of a role assignment");
    let (Some(principal), Some(role)) = (principal, role) else {
        return;
    };
    let place_name = one.place.object.name();
    let (uncertain, path);
    let scope = match &scope {
        Scope::Tenant => None,
        Scope::At(id, kind) => Some(id.mention(*kind).with_name(place_name)),
        Scope::Client(id) => Some(ObjectRef {
            id: RefId::Client(id.key),
            ..id.mention(Some(EntityKind::Registration))
        }),
        Scope::Path(written) => {
            path = written.to_lowercase();
            let key = ObjectKey::of_text(&path);
            let set = ObjectRef::object(key, None).with_text(&path);
            Some(set.with_name(written.rsplit('/').next()))
        }
        Scope::Uncertain => {
            out.odd(odd::UNCERTAIN_SCOPE, || {
                format!(
                    "{} of {}",
                    one.id.as_deref().unwrap_or("an assignment"),
                    principal.key
                )
            });
            let id = one.id.as_deref().unwrap_or_default().to_lowercase();
            uncertain = format!("uncertain scope of assignment {id}");
            Some(ObjectRef::object(ObjectKey::of_text(&uncertain), None).with_text(&uncertain))
        }
    };
    let mut instant = |name, text: &Option<Cow<'_, str>>| out.instant(name, text.as_deref()?);
    let valid_from = instant("startDateTime", &one.start);
    let valid_to = instant("endDateTime", &one.end);
    let from = principal
        .mention(one.described.kind())
        .with_name(one.described.name());
    let to = role
        .mention(Some(EntityKind::DirectoryRole))
        .with_name(one.role_name);
    out.edge(EdgeRecord {
        state,
        scope,
        assignment: one.id.as_deref(),
        valid_from,
        valid_to,
        ..EdgeRecord::plain(EdgeKind::DirectoryRole, from, to, out.provenance)
    });
}

/// What activating an eligible assignment of a role takes: kept beside the role's own record.
pub(crate) fn policy<'de, D: Deserializer<'de>>(
    data: D,
    out: &mut Emitter<'_>,
) -> Result<(), D::Error> {
    #[derive(Default)]
    struct Policy<'de> {
        role: Option<Cow<'de, str>>,
        rest: String,
    }
    impl<'de> Members<'de> for Policy<'de> {
        fn member<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
            if key == "roleDefinitionId" {
                if let Scalar::Text(text) = map.next_value()? {
                    self.role = Some(text);
                }
                return Ok(());
            }
            let json = verbatim(map)?;
            if !matches!(key, "tenantId" | "tenantName")
                && !raw::is_hollow(json)
                && !raw::is_deeper(json, raw::DEEPEST)
            {
                raw::push_member(&mut self.rest, key, json);
            }
            Ok(())
        }
    }
    let mut policy = Policy::default();
    Object(&mut policy).deserialize(data)?;
    if let Some(id) = out.object_id(policy.role.as_ref(), "the role of a role management policy") {
        let mut rest = String::new();
        raw::push_member(
            &mut rest,
            "roleManagementPolicy",
            &format!("{{{}}}", policy.rest),
        );
        out.entity(EntityRecord {
            object: id.mention(Some(EntityKind::DirectoryRole)),
            kind: EntityKind::DirectoryRole,
            attributes: &[],
            rest: &format!("{{{rest}}}"),
            provenance: out.provenance,
        });
    }
    Ok(())
}
