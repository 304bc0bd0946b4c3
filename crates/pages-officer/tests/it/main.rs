//! Through the routes, as people.
