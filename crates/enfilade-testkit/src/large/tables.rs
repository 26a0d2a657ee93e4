//! A large tenant as tables of the Entra admin centre: users, groups, and the members of each group.

use super::export::{created, describe};
use super::{Holder, Large, What, members};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes the tables into a folder, which is made if it is not there.
///
/// # Errors
/// If a file cannot be written.
pub fn write(large: &Large, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder.join("members"))?;
    users(large, &folder.join("exportUsers.csv"))?;
    groups(large, &folder.join("exportGroups.csv"))?;
    members::by_group(
        large,
        |at| at,
        |at| at,
        |group, users| {
            let id = large.id(What::Group, group);
            let path = folder.join(format!("members/exportGroupMembers_{id}.csv"));
            members_of(large, users, &path)
        },
    )
}

fn users(large: &Large, path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let columns = "userPrincipalName,displayName,mail,objectId,userType,accountEnabled,jobTitle,department,createdDateTime";
    write!(out, "{columns}\r\n")?;
    for number in 0..large.users {
        let user = large.user(number);
        let id = large.id(What::User, number);
        let kind = if user.guest { "Guest" } else { "Member" };
        let enabled = if user.enabled { "True" } else { "False" };
        let made = created(large, What::User, number);
        // The names of generated tenants need no quotes; people's do, and Excel puts some.
        write!(
            out,
            "{},\"{}\",{},{id},{kind},{enabled},\"{}\",,{made}\r\n",
            user.upn, user.name, user.mail, user.title
        )?;
    }
    out.flush()
}

fn groups(large: &Large, path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write!(out, "id,displayName,groupType,membershipType\r\n")?;
    for number in 0..large.groups {
        let (id, name) = (large.id(What::Group, number), large.group_name(number));
        write!(out, "{id},\"{name}\",Security,Assigned\r\n")?;
    }
    out.flush()
}

fn members_of(large: &Large, users: &[u32], path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write!(out, "id,displayName,objectType\r\n")?;
    for &user in users {
        let described = describe(large, Holder::User(user));
        write!(
            out,
            "{},\"{}\",User\r\n",
            described.id.to_lowercase(),
            described.name
        )?;
    }
    out.flush()
}
