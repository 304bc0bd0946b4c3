//! The random part of a slip's QR code: 80 bits in base 32, so that a code alone does not open the tracking page.

use crate::desk::Tokens;
use crate::model::DossierId;
use kernel::{Fault, Result};
use sha2::{Digest, Sha256};

/// Crockford's alphabet: no letters that look like digits.
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

pub(crate) fn make(tokens: Tokens, id: DossierId) -> Result<String> {
    let mut bytes = [0u8; 10];
    match tokens {
        Tokens::System => {
            getrandom::fill(&mut bytes)
                .map_err(|e| Fault::new(format!("the system gives no random numbers: {e}")))?;
        }
        Tokens::Seeded(seed) => {
            let whole =
                Sha256::new().chain_update(seed.to_le_bytes()).chain_update(id.0.to_le_bytes()).finalize();
            bytes.copy_from_slice(&whole[..10]);
        }
    }
    let mut text = String::with_capacity(16);
    for five in bytes.chunks(5) {
        let bits = five.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        for i in (0..8).rev() {
            let index = usize::try_from(bits >> (5 * i) & 31).unwrap_or(0);
            text.push(char::from(ALPHABET[index]));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seeded_token_is_the_same_each_time_and_differs_between_dossiers() {
        let of = |id| make(Tokens::Seeded(7), DossierId(id)).unwrap();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        assert_eq!(of(1).len(), 16);
        assert_ne!(make(Tokens::System, DossierId(1)).unwrap(), make(Tokens::System, DossierId(1)).unwrap());
    }
}
