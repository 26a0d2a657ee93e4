//! The groups: by team, by place, by partner, and those that a table lists.

use super::people::{DEPARTMENTS, OFFICES, PARTNERS};
use super::tables::{Holder, column, holder, people, rows, unknown};
use super::{Company, Person, id};
use std::collections::BTreeSet;
use std::io;

#[derive(Default)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) rule: Option<String>,
    pub(super) synced: bool,
    pub(super) role_assignable: bool,
    // Of a Microsoft 365 group.
    pub(super) visibility: Option<&'static str>,
    pub(super) members: Vec<Holder>,
    pub(super) owners: Vec<Holder>,
}

impl Group {
    pub(super) fn id(&self) -> String {
        id("group", &self.name)
    }

    // A dynamic group: a rule, and those whom it holds.
    fn dynamic(name: String, description: String, rule: String, members: Vec<Holder>) -> Group {
        Group {
            name,
            description,
            rule: Some(rule),
            members,
            ..Group::default()
        }
    }
}

pub(super) fn groups(company: &Company) -> io::Result<Vec<Group>> {
    let mut draft = Draft {
        company,
        groups: Vec::new(),
        nested: Vec::new(),
    };
    draft.everyone();
    draft.teams();
    draft.locations();
    draft.partners();
    for row in rows(include_str!("groups.txt")) {
        draft.listed(&row)?;
    }
    draft.finish()
}

struct Draft<'a> {
    company: &'a Company,
    groups: Vec<Group>,
    // The position of a group, and the name of a group that it holds.
    nested: Vec<(usize, String)>,
}

impl Draft<'_> {
    fn those(&self, test: impl Fn(&Person) -> bool) -> Vec<Holder> {
        let everyone = self.company.people.iter().enumerate();
        everyone
            .filter(|(_, person)| test(person))
            .map(|(at, _)| Holder::Person(at))
            .collect()
    }

    fn everyone(&mut self) {
        let members = self.those(|person| !person.is_guest() && !person.title.is_empty());
        self.groups.push(Group::dynamic(
            "Team_membership_all_employees".to_owned(),
            "Everyone who works here".to_owned(),
            "(user.userType -eq \"Member\") and (user.jobTitle -ne null)".to_owned(),
            members,
        ));
        let guests = self.those(Person::is_guest);
        self.groups.push(Group::dynamic(
            "Team_membership_all_guests".to_owned(),
            "Every guest".to_owned(),
            "user.userType -eq \"Guest\"".to_owned(),
            guests,
        ));
    }

    fn teams(&mut self) {
        for department in &DEPARTMENTS {
            let stem = department.stem;
            let heads = self.those(|p| p.department == Some(stem) && p.team.is_none());
            let at = self.groups.len();
            self.groups.push(Group {
                name: format!("Team_membership_{stem}_team"),
                description: format!("The {} department", department.name),
                members: heads.clone(),
                owners: heads,
                ..Group::default()
            });
            for team in department.teams {
                let members = self.those(|p| p.team == Some(team));
                let name = format!("Team_membership_{team}");
                self.nested.push((at, name.clone()));
                self.groups.push(Group {
                    name,
                    description: format!("A team of the {} department", department.name),
                    owners: members.first().copied().into_iter().collect(),
                    members,
                    ..Group::default()
                });
            }
        }
    }

    fn locations(&mut self) {
        let regions = [
            ("emea", &OFFICES[..4]),
            ("apac", &OFFICES[4..5]),
            ("americas", &OFFICES[5..]),
        ];
        for (at, office) in OFFICES.iter().enumerate() {
            let members = self.those(|p| p.office == Some(at));
            self.groups.push(Group::dynamic(
                format!("Location_{}", office.stem),
                format!("Everyone in {}", office.city),
                format!("user.city -eq \"{}\"", office.city),
                members,
            ));
        }
        for (region, offices) in regions {
            let at = self.groups.len();
            self.groups.push(Group {
                name: format!("Location_{region}"),
                description: format!("The offices of {}", region.to_uppercase()),
                ..Group::default()
            });
            for office in offices {
                self.nested.push((at, format!("Location_{}", office.stem)));
            }
        }
        let finance = self.those(|p| p.department == Some("finance") && p.office == Some(0));
        self.groups.push(Group::dynamic(
            "Location_finance_building".to_owned(),
            "The finance building in London".to_owned(),
            "(user.department -eq \"Finance\") and (user.city -eq \"London\")".to_owned(),
            finance,
        ));
    }

    fn partners(&mut self) {
        for partner in &PARTNERS {
            let stem = partner.stem;
            let members = self.those(|p| p.visit.partner().is_some_and(|own| own.stem == stem));
            self.groups.push(Group::dynamic(
                format!("Partner_{stem}"),
                format!("Guests from {}", partner.name),
                format!("user.mail -endsWith \"@{stem}.example\""),
                members,
            ));
        }
    }

    fn listed(&mut self, row: &[&'static str]) -> io::Result<()> {
        let mut group = Group {
            name: column(row, 0).to_owned(),
            description: column(row, 1).to_owned(),
            ..Group::default()
        };
        let mut chosen = BTreeSet::new();
        for text in tokens(column(row, 2)) {
            if text.starts_with("app:") {
                chosen.insert(holder(self.company, &text)?);
            } else {
                let people = people(self.company, &text)?;
                chosen.extend(people.into_iter().map(Holder::Person));
            }
        }
        group.members.extend(chosen);
        for name in column(row, 3).split(';').map(str::trim) {
            if !name.is_empty() {
                self.nested.push((self.groups.len(), name.to_owned()));
            }
        }
        for word in column(row, 4).split_whitespace() {
            match word.split_once(':') {
                Some(("owner", text)) => {
                    let owners = people(self.company, text)?;
                    group.owners.extend(owners.into_iter().map(Holder::Person));
                }
                None if word == "synced" => group.synced = true,
                None if word == "role-assignable" => group.role_assignable = true,
                None if word == "public" => group.visibility = Some("Public"),
                None if word == "private" => group.visibility = Some("Private"),
                None if word == "ownerless" => {}
                _ => return Err(unknown(word)),
            }
        }
        self.groups.push(group);
        Ok(())
    }

    fn finish(mut self) -> io::Result<Vec<Group>> {
        for (at, name) in self.nested {
            let found = self.groups.iter().position(|group| group.name == name);
            let inner = found.ok_or_else(|| unknown(&name))?;
            self.groups[at].members.push(Holder::Group(inner));
        }
        Ok(self.groups)
    }
}

/// Words separated by white space, where what follows `app:` runs to the next word that names
/// people.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let starts = word.contains([':', '#', '@']);
        match tokens.last_mut() {
            Some(last) if !starts => {
                last.push(' ');
                last.push_str(word);
            }
            _ => tokens.push(word.to_owned()),
        }
    }
    tokens
}
