//! What every page stands on. Knows no domain. See the README for how a domain builds its pages on it.

extern crate self as webkit;

pub mod address;
mod around;
pub mod asset;
pub mod component;
pub mod cookie;
mod download;
pub mod flash;
pub mod form;
mod health;
pub mod html;
pub mod icon;
mod kit;
mod lang;
pub mod language;
pub mod log;
pub mod meter;
pub mod problem;
mod query;
mod routes;
pub mod secret;
pub mod server;
pub mod shell;
mod site;
pub mod throttle;
mod visit;
pub mod words;
pub mod works;

/// The words of the shell and of the components.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

/// The shared assets: style sheets, scripts, fonts, marks.
pub mod assets {
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

pub use download::download;
pub use flash::Flash;
pub use form::Form;
pub use html::Html;
pub use icon::Icon;
pub use kit::{Config, Kit, KitBuilder};
pub use lang::Lang;
pub use problem::{Problem, Wrong};
pub use query::Address;
pub use routes::{Access, Kind, Route, Routes};
pub use secret::Secret;
pub use server::Server;
pub use shell::{Frame, Layout, Link, Person, Place, Shell};
pub use site::{Gate, Site, Soon};
pub use throttle::Limit;
pub use visit::{Session, Visit};

/// What a handler returns.
pub type Answer = Result<axum::response::Response, Problem>;
