//! Files mapped into memory as Arrow buffers: the only unsafe code of the workspace.

use super::error::SnapshotError;
use arrow::buffer::Buffer;
use memmap2::Mmap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::ptr::NonNull;
use std::sync::Arc;

/// Maps a whole file; nothing is read before it is used.
pub(super) fn map(path: &Path) -> Result<Buffer, SnapshotError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => SnapshotError::Missing {
            path: path.to_owned(),
        },
        _ => SnapshotError::io("open", path)(error),
    };
    // Opening a pipe would wait for whoever writes into it.
    if !path.metadata().map_err(failed)?.is_file() {
        return Err(SnapshotError::damaged(path, "it is no file"));
    }
    let file = File::open(path).map_err(failed)?;
    let length = file
        .metadata()
        .map_err(SnapshotError::io("read", path))?
        .len();
    if length == 0 {
        return Err(SnapshotError::damaged(path, "it is empty"));
    }
    #[expect(unsafe_code, reason = "a mapping is what the snapshot is for")]
    // SAFETY: the bytes of a mapping may change only if another process changes the file. The
    // writer never does: a new generation gets new files, and old ones are unlinked, which leaves
    // mappings of them whole. Who edits the files of a snapshot in use by other means breaks the
    // contract that docs/snapshot.md states.
    let mapping = unsafe { Mmap::map(&file) }.map_err(SnapshotError::io("map", path))?;
    let Some(start) = NonNull::new(mapping.as_ptr().cast_mut()) else {
        return Err(SnapshotError::damaged(path, "it cannot be mapped"));
    };
    let length = mapping.len();
    #[expect(unsafe_code, reason = "hands the mapping to Arrow without a copy")]
    // SAFETY: `start` and `length` describe the mapping, which lives as long as the buffer, since
    // the buffer owns it; Arrow reads a buffer and never writes to it.
    let buffer = unsafe { Buffer::from_custom_allocation(start, length, Arc::new(mapping)) };
    Ok(buffer)
}
