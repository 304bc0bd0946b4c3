//! Addresses of dossiers. A code may have been given by another program and hold anything.

use kernel::text::percent_encoded;

/// The address of the dossier with this code, or with this id before it has a code.
pub fn dossier(code: &str) -> String {
    format!("/dossier/{}", percent_encoded(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_code_holds_it_stays_one_piece_of_the_address() {
        assert_eq!(dossier("X01-201120-0001"), "/dossier/X01-201120-0001");
        assert_eq!(dossier("cũ/2026?1"), "/dossier/c%C5%A9%2F2026%3F1");
    }
}
