//! The apps, and who is assigned to each.

use super::groups::BIG;
use super::{Holder, Large, What};

/// An app.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct App {
    /// What it is called. Its number ends the name.
    pub name: String,
    /// Whether only those assigned may use it.
    pub required: bool,
    /// Whether it is enabled.
    pub enabled: bool,
}

impl Large {
    /// An app.
    #[must_use]
    pub fn app(&self, app: u32) -> App {
        const KINDS: [&str; 8] = [
            "Payroll", "Portal", "Ledger", "Wiki", "Code", "Travel", "Backup", "Tickets",
        ];
        let mut draw = self.draw(What::App, app);
        let finance = draw.chance(0.06);
        let area = if finance { "Finance " } else { "" };
        App {
            name: format!("{area}{} {app}", KINDS[draw.index(8)]),
            required: draw.chance(0.98),
            enabled: draw.chance(0.97),
        }
    }

    /// Who is assigned to an app, and holds a role on its Azure resource: groups, then users, each
    /// ascending.
    #[must_use]
    pub fn assigned(&self, app: u32) -> Vec<Holder> {
        let mut draw = self.draw(What::Assignment, app);
        let mut holders: Vec<Holder> = (0..1 + draw.below(8))
            .map(|_| {
                let group = if draw.chance(0.3) {
                    self.popularity.pick(&mut draw)
                } else {
                    BIG + draw.below(u64::from(self.groups - BIG)) as u32
                };
                Holder::Group(group)
            })
            .collect();
        if draw.chance(0.02) {
            holders.push(Holder::Group(draw.below(u64::from(BIG)) as u32));
        }
        let users = draw.below(4);
        holders.extend((0..users).map(|_| Holder::User(draw.below(self.users.into()) as u32)));
        holders.sort_unstable();
        holders.dedup();
        holders
    }
}
