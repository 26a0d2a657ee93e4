//! Input that is not an export, or is one made to do harm.
