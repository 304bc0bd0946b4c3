//! What the province reports, from what its desks did. Annex 3 (dossiers received and settled), and the
//! glance: the same figures with the units behind them, narrowed to who asks.

pub mod annex3;
pub mod entered;
pub mod glance;
