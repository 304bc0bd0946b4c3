//! Addresses of dossiers. A code may have been given by another program and hold anything.

use std::fmt::Write;

/// The address of the dossier with this code, or with this id before it has a code.
pub fn dossier(code: &str) -> String {
    let mut address = String::from("/dossier/");
    for byte in code.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
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
