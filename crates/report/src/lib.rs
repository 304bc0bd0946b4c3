//! What the province reports, from what its desks did. Annex 3 (dossiers received and settled) today.

pub mod annex3;
