//! The ids of Azure scopes, as records write them.

use super::arm;
use super::emitter::{Emitter, odd};
use super::id::Id;
use std::borrow::Cow;

/// Reads the id of an Azure scope; counts it if there is none or it is none.
pub(crate) fn scope_id<'de>(
    written: Option<&Cow<'de, str>>,
    of: &'static str,
    out: &mut Emitter<'_>,
) -> Option<Id<'de>> {
    let id = written.and_then(Id::read);
    let Some(id) = id else {
        out.odd(odd::NO_ID, || of.to_owned());
        return None;
    };
    if id.text.as_deref().and_then(arm::kind).is_none() {
        out.odd(odd::ODD_ID, || {
            format!("{of} with the id `{}`", written.map_or("", |text| text))
        });
    }
    Some(id)
}
