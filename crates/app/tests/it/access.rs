//! Who may ask for what: every route that the router lists, asked by everybody, for a unit of his own and another.

mod assured;
mod fill;
mod leak;
mod matrix;
mod people;
