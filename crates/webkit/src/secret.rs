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
const TAG: usize = 16;

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

    /// A token that belongs to one session, and tells after its end whose it was. Every call gives another, so that
    /// compressed pages leak nothing of it.
    pub fn token(&self, session: &[u8], account: &[u8]) -> String {
        let nonce: [u8; NONCE] = random();
        let tag = |purpose, of: &[u8]| store::hex(&self.mac(purpose, &[&nonce, of].concat())[..TAG]);
        format!("{}{}{}", store::hex(&nonce), tag("csrf", session), tag("whose", account))
    }

    /// Whether a token belongs to the session.
    pub fn token_holds(&self, session: &[u8], token: &str) -> bool {
        self.token_tells(token, 0, "csrf", session)
    }

    /// Whether a token was given to the account, in whichever session.
    pub fn token_is_of(&self, account: &[u8], token: &str) -> bool {
        self.token_tells(token, 1, "whose", account)
    }

    /// Whether the tag at a place behind the nonce is of this text.
    fn token_tells(&self, token: &str, place: usize, purpose: &str, text: &[u8]) -> bool {
        let bytes = unhex(token).unwrap_or_default();
        let at = NONCE + place * TAG;
        let (Some(nonce), Some(tag)) = (bytes.get(..NONCE), bytes.get(at..at + TAG)) else {
            return false;
        };
        self.matches(purpose, &[nonce, text].concat(), tag)
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
        tag.len() == TAG && self.keyed(purpose, text).verify_truncated_left(tag).is_ok()
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
        let token = secret.token(b"one", b"an");
        assert_ne!(token, secret.token(b"one", b"an"));
        assert!(secret.token_holds(b"one", &token) && !secret.token_holds(b"two", &token));
        assert!(!secret.token_holds(b"one", "") && !secret.token_holds(b"one", &token[..20]));
    }

    #[test]
    fn a_token_tells_whose_it_was_in_whichever_session() {
        let secret = Secret::random();
        let token = secret.token(b"one", b"an");
        assert!(secret.token_is_of(b"an", &token) && !secret.token_is_of(b"binh", &token));
        // A piece of another's token does not lend its owner.
        let other = secret.token(b"two", b"binh");
        assert!(!secret.token_is_of(b"binh", &format!("{}{}", &token[..48], &other[48..])));
        assert!(!secret.token_is_of(b"an", "") && !secret.token_is_of(b"an", &token[..48]));
    }
}
