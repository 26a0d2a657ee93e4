//! Who is directly in each group, from what each user is directly in.
//!
//! An export lists members by group, and users know their groups, so memberships have to be turned
//! around. That is done for some groups at a time, so that memory has a bound whatever the tenant:
//! the more groups there are, the more often the users are asked.

use super::Large;
use std::ops::Range;

/// How many memberships are turned around at a time.
const AT_ONCE: usize = 1 << 24;

/// Visits the groups at the positions of `order`, each with its direct members that are users, in
/// the order of `users`.
pub(super) fn by_group<E>(
    large: &Large,
    order: impl Fn(u32) -> u32,
    users: impl Fn(u32) -> u32,
    mut visit: impl FnMut(u32, &[u32]) -> Result<(), E>,
) -> Result<(), E> {
    let mut positions = vec![0u32; large.groups as usize];
    for position in 0..large.groups {
        positions[order(position) as usize] = position;
    }
    let mut sizes = vec![0u32; large.groups as usize];
    for_each_membership(
        large,
        |user| user,
        |_, group| {
            sizes[positions[group as usize] as usize] += 1;
        },
    );
    for part in parts(&sizes) {
        let members = turned(large, &positions, &sizes, part.clone(), &users);
        let mut start = 0;
        for position in part {
            let end = start + sizes[position as usize] as usize;
            visit(order(position), &members[start..end])?;
            start = end;
        }
    }
    Ok(())
}

fn for_each_membership(large: &Large, users: impl Fn(u32) -> u32, mut visit: impl FnMut(u32, u32)) {
    let mut groups = Vec::new();
    for at in 0..large.users {
        let user = users(at);
        large.groups_of(user, &mut groups);
        groups.iter().for_each(|&group| visit(user, group));
    }
}

/// Cuts the groups into ranges whose members fit into memory.
fn parts(sizes: &[u32]) -> Vec<Range<u32>> {
    let (mut parts, mut start, mut held) = (Vec::new(), 0, 0);
    for (at, &size) in (0..).zip(sizes) {
        if held > 0 && held + size as usize > AT_ONCE {
            parts.push(start..at);
            (start, held) = (at, 0);
        }
        held += size as usize;
    }
    parts.push(start..sizes.len() as u32);
    parts
}

/// The members of the groups at some positions, one group after another.
fn turned(
    large: &Large,
    positions: &[u32],
    sizes: &[u32],
    part: Range<u32>,
    users: &impl Fn(u32) -> u32,
) -> Vec<u32> {
    let mut next = Vec::with_capacity(part.len());
    let mut sum = 0;
    for &size in &sizes[part.start as usize..part.end as usize] {
        next.push(sum);
        sum += size as usize;
    }
    let mut members = vec![0; sum];
    for_each_membership(large, users, |user, group| {
        let position = positions[group as usize];
        if part.contains(&position) {
            let slot = &mut next[(position - part.start) as usize];
            members[*slot] = user;
            *slot += 1;
        }
    });
    members
}
