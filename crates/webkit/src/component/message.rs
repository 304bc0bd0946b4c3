//! A page that says one thing.

use crate::{Link, Shell};
use askama::Template;

/// A page that says one thing and shows the way on.
#[derive(Template)]
#[template(path = "message.html")]
pub struct Message {
    /// What stands around it.
    pub shell: Shell,
    /// The heading.
    pub title: String,
    /// The words.
    pub words: String,
    /// The way on.
    pub way: Option<Link>,
}
