//! What must never be printed, and where it comes from.

use kernel::{Fault, Result};
use sha2::{Digest, Sha256};
use std::fmt;

/// A text that is shown to nobody by accident: a password, a token. It has no `Display`, and its `Debug` is dots.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for whoever it belongs to.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Fault::new(format!("the system gives no random numbers: {e}")))?;
    Ok(bytes)
}

/// The digest that is stored in the place of a token. A token has 256 random bits, so a fast one is enough.
pub(crate) fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Whether two texts are the same, in a time that says nothing of where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    digest(one) == digest(other)
}

/// Letters and digits of a number of five bits each; none that look like others.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// Bytes as letters and digits that can be read aloud.
pub(crate) fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut bits, mut n) = (0u32, 0u32);
    for byte in bytes {
        bits = (bits << 8 | u32::from(*byte)) & 0xffff;
        n += 8;
        while n >= 5 {
            n -= 5;
            text.push(letter(bits >> n));
        }
    }
    if n > 0 {
        text.push(letter(bits << (5 - n)));
    }
    text
}

fn letter(bits: u32) -> char {
    char::from(ALPHABET[usize::try_from(bits & 31).unwrap_or(0)])
}

/// A token of 256 random bits.
pub(crate) fn token() -> Result<Secret> {
    Ok(Secret::new(letters(&random::<32>()?)))
}

/// A password for the first sign-in: 75 random bits in groups of five letters.
pub(crate) fn one_time_password() -> Result<Secret> {
    let text = letters(&random::<10>()?);
    Ok(Secret::new(format!("{}-{}-{}", &text[..5], &text[5..10], &text[10..15])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", Secret::new("mật khẩu")), "Secret(…)");
    }

    #[test]
    fn letters_keep_every_bit() {
        assert_eq!(letters(&[0; 5]), "aaaaaaaa");
        assert_eq!(letters(&[0xff; 5]), "99999999");
        assert_eq!(letters(&[0, 0, 0, 0, 1]), "aaaaaaab");
        assert_eq!(letters(&random::<32>().unwrap()).len(), 52);
        let mut seen: Vec<String> = (0..=255u8).map(|b| letters(&[b, 7, b])).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 256);
    }

    #[test]
    fn no_two_tokens_are_alike() {
        assert_ne!(token().unwrap(), token().unwrap());
        let once = one_time_password().unwrap();
        assert_eq!(once.expose().len(), 17);
        assert_ne!(once, one_time_password().unwrap());
    }
}
