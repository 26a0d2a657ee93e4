//! The names, ids and kinds of entities, each text once, and columns of numbers that stand for them.

use crate::answer::entity_fields;
use arrow::array::{
    Array, ArrayRef, DictionaryArray, Int32Array, LargeStringArray, LargeStringBuilder,
    StructArray, UInt32Array,
};
use arrow::buffer::ScalarBuffer;
use arrow::error::ArrowError;
use enfilade_graph::{Graph, GraphView};
use enfilade_model::EntityId;
use std::borrow::Cow;
use std::sync::Arc;

/// What is said of some entities, by their position among them.
#[derive(Debug)]
pub(super) struct EntityTexts {
    names: ArrayRef,
    ids: ArrayRef,
    kinds: ArrayRef,
}

impl EntityTexts {
    /// What is said of every entity of a graph: the position of each is its number.
    pub(super) fn of_all(graph: &Graph) -> EntityTexts {
        let all = 0..graph.entity_count();
        EntityTexts::of(graph, all.len(), &|| {
            all.clone().map(|id| Some(EntityId(id)))
        })
    }

    /// What is said of the entities of a column, one after the other.
    pub(super) fn of_each(graph: &Graph, column: &UInt32Array) -> EntityTexts {
        EntityTexts::of(graph, column.len(), &|| {
            column.iter().map(|id| id.map(EntityId))
        })
    }

    fn of<I: Iterator<Item = Option<EntityId>>>(
        graph: &Graph,
        count: usize,
        each: &(dyn Fn() -> I + Sync),
    ) -> EntityTexts {
        // Where there is no entity, the struct's own nulls hide an empty text.
        let nothing = || Cow::Borrowed("");
        let names = || {
            let names = each().map(|id| id.map_or_else(nothing, |id| graph.label(id)));
            texts(names, count, 24)
        };
        let others = || {
            let ids = each().map(|id| id.map_or_else(nothing, |id| graph.id_text(id)));
            let kind = |id: EntityId| Cow::Borrowed(graph.kind_of(id).name());
            let kinds = each().map(|id| id.map_or_else(nothing, kind));
            (texts(ids, count, 40), texts(kinds, count, 8))
        };
        let (names, (ids, kinds)) = rayon::join(names, others);
        EntityTexts { names, ids, kinds }
    }

    /// A column whose entities are given by their positions here.
    pub(super) fn column(&self, positions: Int32Array) -> Result<ArrayRef, ArrowError> {
        let nulls = positions.nulls().cloned();
        let part = |texts: &ArrayRef| -> Result<ArrayRef, ArrowError> {
            let part = DictionaryArray::try_new(positions.clone(), Arc::clone(texts))?;
            Ok(Arc::new(part))
        };
        let parts = vec![part(&self.names)?, part(&self.ids)?, part(&self.kinds)?];
        Ok(Arc::new(StructArray::try_new(
            entity_fields(),
            parts,
            nulls,
        )?))
    }
}

/// The numbers of entities as positions among all of them; the buffer stays the same.
pub(super) fn positions(ids: &UInt32Array) -> Int32Array {
    let numbers = ScalarBuffer::new(ids.values().inner().clone(), 0, ids.len());
    Int32Array::new(numbers, ids.nulls().cloned())
}

fn texts<'t>(texts: impl Iterator<Item = Cow<'t, str>>, count: usize, length: usize) -> ArrayRef {
    let mut array = LargeStringBuilder::with_capacity(count, count * length);
    texts.for_each(|text| array.append_value(text));
    let array: LargeStringArray = array.finish();
    Arc::new(array)
}
