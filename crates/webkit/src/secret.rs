//! The secret of a database: proves that what comes back from a browser is what was sent to it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// Thirty-two bytes that only this database's program knows. Kept with the database, so that a restart forgets
/// nothing.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

const NONCE: usize = 8;

impl Secret {
    /// A secret kept somewhere.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A new one from the system's randomness.
    pub fn random() -> Self {
        Self(random())
    }

    /// The bytes, to be kept.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals a text for one purpose: what comes back unchanged can be [opened](Self::open).
    pub fn seal(&self, purpose: &str, text: &str) -> String {
        format!("{}.{}", store::hex(&self.mac(purpose, text.as_bytes())[..16]), store::hex(text.as_bytes()))
    }

    /// Opens a sealed text; `None` if it was made elsewhere or for another purpose.
    pub fn open(&self, purpose: &str, sealed: &str) -> Option<String> {
        let (tag, text) = sealed.split_once('.')?;
        let (tag, text) = (unhex(tag)?, unhex(text)?);
        self.matches(purpose, &text, &tag).then(|| String::from_utf8(text).ok())?
    }

    /// A token that belongs to one session. Every call gives another, so that compressed pages leak nothing of it.
    pub fn token(&self, session: &[u8]) -> String {
        let nonce: [u8; NONCE] = random();
        let tag = self.mac("csrf", &[&nonce, session].concat());
        format!("{}{}", store::hex(&nonce), store::hex(&tag[..16]))
    }

    /// Whether a token belongs to the session.
    pub fn token_holds(&self, session: &[u8], token: &str) -> bool {
        let Some(bytes) = unhex(token).filter(|b| b.len() == NONCE + 16) else {
            return false;
        };
        let (nonce, tag) = bytes.split_at(NONCE);
        self.matches("csrf", &[nonce, session].concat(), tag)
    }

    fn keyed(&self, purpose: &str, text: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length will do");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text);
        mac
    }

    fn mac(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        self.keyed(purpose, text).finalize().into_bytes().into()
    }

    /// Compares in constant time.
    fn matches(&self, purpose: &str, text: &[u8], tag: &[u8]) -> bool {
        tag.len() == 16 && self.keyed(purpose, text).verify_truncated_left(tag).is_ok()
    }
}

/// Random bytes.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("a system without randomness runs nothing safely");
    bytes
}

/// Bytes written as hexadecimal digits.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_only_where_and_for_what_it_was_sealed() {
        let (own, other) = (Secret::random(), Secret::random());
        let sealed = own.seal("flash", "đã lưu");
        assert_eq!(own.open("flash", &sealed).as_deref(), Some("đã lưu"));
        assert_eq!(own.open("session", &sealed), None);
        assert_eq!(other.open("flash", &sealed), None);
        let forged = sealed.replace(&store::hex("đã".as_bytes()), &store::hex("Đã".as_bytes()));
        assert_eq!(own.open("flash", &forged), None);
        for junk in ["", ".", "zz.zz", "00.00", "é.é"] {
            assert_eq!(own.open("flash", junk), None, "{junk}");
        }
    }

    #[test]
    fn a_token_holds_for_its_session_alone_and_no_two_are_alike() {
        let secret = Secret::random();
        let token = secret.token(b"one");
        assert_ne!(token, secret.token(b"one"));
        assert!(secret.token_holds(b"one", &token) && !secret.token_holds(b"two", &token));
        assert!(!secret.token_holds(b"one", "") && !secret.token_holds(b"one", &token[..20]));
    }
}
