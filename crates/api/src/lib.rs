//! The program's interface for programs: /api/v1.

use webkit::Routes;

/// The routes.
pub fn routes() -> Routes {
    Routes::of("api")
}
