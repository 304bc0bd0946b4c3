//! Coming in, going out, and one's own account: through the routes, as people.

mod account;
mod sign_in;
