//! The checker from outside: documents in, findings out.

mod reader;
mod seed;
