//! Values of arguments: where they lie in call data, what is drawn for them, and the dictionary they are drawn from.
//!
//! Invariant: everything written here stays valid ABI encoding for the function's types.

mod codec;
mod dictionary;
mod parts;
mod shape;
mod shorten;
mod words;

pub(crate) use codec::{Codec, Leaf, LeafKind, fit};
pub(crate) use dictionary::{Dictionary, code_constants};
pub(crate) use parts::{count_parts, decode, len_of, nth_part, replace_blob, resize_part};
pub(crate) use shape::{encode_drawn_shape, reshape};
pub(crate) use shorten::shorten;
pub(crate) use words::{Context, draw_blob_byte, draw_word, mutate_word};
