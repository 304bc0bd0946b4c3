#![cfg(test)]
//! The checker from outside: documents in, findings out.

mod hostile;
mod mutated;
mod reader;
mod rules;
mod seed;
