//! Who works at Contoso, and who visits.

use super::{Person, Visit};
use crate::draw::Draw;

/// A department: its stem in group names, how many people it has, its teams and its job titles.
pub(super) struct Department {
    pub(super) stem: &'static str,
    pub(super) name: &'static str,
    heads: usize,
    pub(super) teams: &'static [&'static str],
    titles: &'static [&'static str],
}

const fn department(
    stem: &'static str,
    name: &'static str,
    heads: usize,
    teams: &'static [&'static str],
    titles: &'static [&'static str],
) -> Department {
    Department {
        stem,
        name,
        heads,
        teams,
        titles,
    }
}

pub(super) const DEPARTMENTS: [Department; 11] = [
    department(
        "finance",
        "Finance",
        30,
        &[
            "finance_accounting",
            "finance_controlling",
            "finance_treasury",
        ],
        &[
            "Accountant",
            "Controller",
            "Treasury Analyst",
            "Tax Specialist",
        ],
    ),
    department(
        "sales",
        "Sales",
        36,
        &["sales_emea", "sales_americas"],
        &["Account Manager", "Sales Engineer", "Sales Associate"],
    ),
    department(
        "engineering",
        "Engineering",
        44,
        &["engineering_platform", "engineering_product"],
        &[
            "Software Engineer",
            "Senior Engineer",
            "Test Engineer",
            "Product Manager",
        ],
    ),
    department(
        "human_resources",
        "Human Resources",
        16,
        &["payroll", "talent"],
        &["HR Partner", "Recruiter", "Payroll Specialist"],
    ),
    department(
        "legal",
        "Legal",
        12,
        &["legal_contracts", "legal_compliance"],
        &["Counsel", "Compliance Officer", "Paralegal"],
    ),
    department(
        "it",
        "IT",
        24,
        &["it_infrastructure", "it_helpdesk", "it_security"],
        &["Systems Engineer", "Helpdesk Analyst", "Security Analyst"],
    ),
    department(
        "marketing",
        "Marketing",
        16,
        &["marketing_brand", "marketing_events"],
        &["Brand Manager", "Event Manager", "Copywriter"],
    ),
    department(
        "operations",
        "Operations",
        26,
        &["operations_logistics", "operations_plant"],
        &["Logistics Planner", "Plant Operator", "Shift Lead"],
    ),
    department(
        "procurement",
        "Procurement",
        8,
        &["procurement_sourcing"],
        &["Buyer", "Category Manager"],
    ),
    department(
        "customer_support",
        "Customer Support",
        18,
        &["support_first_line", "support_second_line"],
        &["Support Agent", "Support Engineer"],
    ),
    department(
        "research",
        "Research",
        8,
        &["research_lab"],
        &["Researcher", "Lab Technician"],
    ),
];

/// An office: its stem in group names, its city, and the names of the people who tend to work there.
pub(super) struct Office {
    pub(super) stem: &'static str,
    pub(super) city: &'static str,
    given: [&'static str; 12],
    family: [&'static str; 12],
}

pub(super) const OFFICES: [Office; 7] = [
    Office {
        stem: "london_office",
        city: "London",
        given: [
            "Amelia",
            "Oliver",
            "Priya",
            "George",
            "Niamh",
            "Harry",
            "Isla",
            "Callum",
            "Freya",
            "Imran",
            "Charlotte",
            "Rhys",
        ],
        family: [
            "Hughes", "Patel", "Walker", "O'Brien", "Clarke", "Begum", "Bennett", "Murphy",
            "Fraser", "Khan", "Ellis", "Lloyd",
        ],
    },
    Office {
        stem: "munich_office",
        city: "Munich",
        given: [
            "Anna",
            "Jonas",
            "Lena",
            "Maximilian",
            "Sophie",
            "Tobias",
            "Katharina",
            "Emre",
            "Jürgen",
            "Miriam",
            "Felix",
            "Elif",
        ],
        family: [
            "Müller",
            "Schneider",
            "Weber",
            "Berg",
            "Hoffmann",
            "Yılmaz",
            "Krüger",
            "Lang",
            "Bauer",
            "Vogel",
            "König",
            "Frank",
        ],
    },
    Office {
        stem: "krakow_office",
        city: "Kraków",
        given: [
            "Zofia",
            "Jakub",
            "Maja",
            "Piotr",
            "Agnieszka",
            "Tomasz",
            "Ewa",
            "Łukasz",
            "Karolina",
            "Marek",
            "Oksana",
            "Paweł",
        ],
        family: [
            "Nowak",
            "Kowalczyk",
            "Zając",
            "Wójcik",
            "Wróbel",
            "Pawlak",
            "Lis",
            "Mazur",
            "Krawczyk",
            "Shevchenko",
            "Dudek",
            "Sikora",
        ],
    },
    Office {
        stem: "nairobi_office",
        city: "Nairobi",
        given: [
            "Wanjiru", "Brian", "Achieng", "Kevin", "Amina", "Otieno", "Grace", "Mwangi", "Njeri",
            "Dennis", "Fatuma", "Samuel",
        ],
        family: [
            "Kamau", "Ochieng", "Mutua", "Wambui", "Hassan", "Kiptoo", "Njoroge", "Omondi",
            "Chebet", "Abdi", "Kariuki", "Were",
        ],
    },
    Office {
        stem: "singapore_office",
        city: "Singapore",
        given: [
            "Wei", "Mei Ling", "Arjun", "Nurul", "Kai", "Siti", "Jia Hui", "Ravi", "Xin Yi",
            "Daniel", "Aisyah", "Jun",
        ],
        family: [
            "Chen", "Tan", "Lim", "Rahman", "Ng", "Krishnan", "Wong", "Ismail", "Lee", "Goh",
            "Teo", "Iyer",
        ],
    },
    Office {
        stem: "toronto_office",
        city: "Toronto",
        given: [
            "Emma",
            "Liam",
            "Chloé",
            "Noah",
            "Anjali",
            "Mathieu",
            "Olivia",
            "Ethan",
            "Sana",
            "Owen",
            "Geneviève",
            "Marcus",
        ],
        family: [
            "Tremblay",
            "Singh",
            "MacDonald",
            "Roy",
            "Campbell",
            "Nguyen",
            "Gagnon",
            "Stewart",
            "Sharma",
            "Bélanger",
            "Reid",
            "Osei",
        ],
    },
    Office {
        stem: "sao_paulo_office",
        city: "São Paulo",
        given: [
            "Maria", "João", "Beatriz", "Pedro", "Larissa", "Thiago", "Camila", "Rafael",
            "Juliana", "Bruno", "Fernanda", "Caio",
        ],
        family: [
            "Silva",
            "Souza",
            "Costa",
            "Oliveira",
            "Araújo",
            "Pereira",
            "Carvalho",
            "Nakamura",
            "Ribeiro",
            "Gonçalves",
            "Rocha",
            "Melo",
        ],
    },
];

/// A company whose people visit as guests.
pub(super) struct Partner {
    pub(super) stem: &'static str,
    pub(super) name: &'static str,
    heads: usize,
    titles: &'static [&'static str],
}

pub(super) const PARTNERS: [Partner; 6] = [
    Partner {
        stem: "fabrikam",
        name: "Fabrikam Audit",
        heads: 13,
        titles: &["Auditor", "Audit Manager"],
    },
    Partner {
        stem: "woodgrove",
        name: "Woodgrove Bank",
        heads: 12,
        titles: &["Relationship Manager", "Treasury Consultant"],
    },
    Partner {
        stem: "litware",
        name: "Litware Managed Services",
        heads: 11,
        titles: &["Cloud Engineer", "Service Manager"],
    },
    Partner {
        stem: "northwind",
        name: "Northwind Traders",
        heads: 10,
        titles: &["Key Account Manager", "Billing Clerk"],
    },
    Partner {
        stem: "treyresearch",
        name: "Trey Research",
        heads: 8,
        titles: &["Research Fellow", "Data Scientist"],
    },
    Partner {
        stem: "adventureworks",
        name: "Adventure Works",
        heads: 6,
        titles: &["Event Producer", "Stage Designer"],
    },
];

/// Accounts that belong to no one in particular: a local part, a name, and whether it is in use.
const ACCOUNTS: [(&str, &str, bool); 6] = [
    ("breakglass1", "Break Glass 1", true),
    ("breakglass2", "Break Glass 2", true),
    (
        "sync_contoso",
        "On-Premises Directory Synchronization",
        true,
    ),
    ("svc.backup", "Service Backup", true),
    ("svc.scanner", "Service Scanner", false),
    ("reception.munich", "Reception Munich", true),
];

/// Everyone, employees first, then accounts, then guests.
pub(super) fn people() -> Vec<Person> {
    let mut people = Vec::new();
    for department in &DEPARTMENTS {
        for at in 0..department.heads {
            let person = employee(department, at, &people);
            people.push(person);
        }
    }
    for (local, name, enabled) in ACCOUNTS {
        people.push(Person {
            local: local.to_owned(),
            name: name.to_owned(),
            enabled,
            signed_in: (local != "breakglass2" && local != "breakglass1").then_some(1),
            created: 2_900,
            ..Person::default()
        });
    }
    for partner in &PARTNERS {
        for at in 0..partner.heads {
            let person = guest(partner, at, &people);
            people.push(person);
        }
    }
    people.push(Person {
        local: "kiosk.visitor".to_owned(),
        name: "Visitor Kiosk".to_owned(),
        enabled: true,
        signed_in: Some(3),
        created: 1_200,
        visit: Visit::InternalGuest,
        ..Person::default()
    });
    people
}

fn employee(department: &Department, at: usize, others: &[Person]) -> Person {
    let mut draw = Draw::of(&format!("contoso/{}/{at}", department.stem));
    // The plant is in Kraków and Munich; everyone else is anywhere.
    let office = match department.stem {
        "operations" => 1 + draw.index(2),
        _ => draw.index(OFFICES.len()),
    };
    let (name, local) = name(&mut draw, &OFFICES[office], others, None);
    let title = match at {
        0 => format!("Head of {}", department.name),
        _ => draw
            .pick(department.titles)
            .map_or("", |title| title)
            .to_owned(),
    };
    let leaver = at > 3 && draw.chance(0.06);
    let joiner = !leaver && at > 3 && draw.chance(0.04);
    let created = if joiner {
        draw.below(6)
    } else {
        90 + draw.below(3_000)
    };
    let signed_in = match (joiner, leaver) {
        (true, _) => None,
        (_, true) => Some(45 + draw.below(400).min(created - 46)),
        // Most are here today, a few have not been seen for long.
        _ if at > 3 && draw.chance(0.04) => Some(120 + draw.below(300)),
        _ => Some(draw.below(7)),
    };
    Person {
        local,
        name,
        title,
        department: Some(department.stem),
        // The head belongs to the department itself, everyone else to one of its teams.
        team: (at > 0).then(|| department.teams[at % department.teams.len()]),
        office: Some(office),
        enabled: !leaver,
        signed_in,
        created,
        synced: office < 3 && department.stem != "research" && !joiner,
        ..Person::default()
    }
}

fn guest(partner: &'static Partner, at: usize, others: &[Person]) -> Person {
    let mut draw = Draw::of(&format!("contoso/guests/{}/{at}", partner.stem));
    let office = draw.index(OFFICES.len());
    let (name, local) = name(&mut draw, &OFFICES[office], others, Some(partner));
    let disabled = matches!((partner.stem, at), ("fabrikam", 3) | ("woodgrove", 7))
        || at > 4 && draw.chance(0.08);
    let never = at > 4 && !disabled && draw.chance(0.15);
    let created = 40 + draw.below(1_500);
    Person {
        local,
        name,
        title: draw
            .pick(partner.titles)
            .map_or("", |title| title)
            .to_owned(),
        enabled: !disabled,
        signed_in: (!never).then(|| draw.below(if disabled { created } else { 40 })),
        created,
        // One of Litware's people works here so much that the account was made a member.
        visit: match (partner.stem, at) {
            ("litware", 3) => Visit::Member(partner),
            _ => Visit::Guest(partner),
        },
        ..Person::default()
    }
}

/// A name and the local part of its address; a second person of one name gets a number.
fn name(
    draw: &mut Draw,
    office: &Office,
    others: &[Person],
    partner: Option<&Partner>,
) -> (String, String) {
    let mut best = (String::new(), String::new());
    // Try a few times for a name that nobody has: a company of this size has few namesakes, but it
    // has some.
    for _ in 0..3 {
        let given = draw.pick(&office.given).map_or("", |name| name);
        let family = draw.pick(&office.family).map_or("", |name| name);
        let name = format!("{given} {family}");
        let local = fold(&name);
        let namesakes: Vec<_> = others.iter().filter(|other| other.name == name).collect();
        if namesakes.is_empty() {
            return (name, local);
        }
        let stem = |partner: Option<&Partner>| partner.map(|partner| partner.stem);
        let here = |other: &&&Person| stem(other.visit.partner()) == stem(partner);
        best = match namesakes.iter().filter(here).count() {
            0 => (name, local),
            count => (name, format!("{local}{}", count + 1)),
        };
    }
    best
}

/// A name as an address writes it: `Jürgen O'Brien` is `jurgen.obrien`.
pub(super) fn fold(name: &str) -> String {
    let fold = |character: char| match character {
        ' ' => Some('.'),
        'ü' | 'Ü' => Some('u'),
        'ö' | 'ó' | 'Ö' => Some('o'),
        'ı' => Some('i'),
        'ł' | 'Ł' => Some('l'),
        'ś' => Some('s'),
        'ń' => Some('n'),
        'é' | 'è' => Some('e'),
        'ã' | 'á' | 'ą' => Some('a'),
        'ç' => Some('c'),
        other if other.is_ascii_alphanumeric() => Some(other.to_ascii_lowercase()),
        _ => None,
    };
    name.chars().filter_map(fold).collect()
}
