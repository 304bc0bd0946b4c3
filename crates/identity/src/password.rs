//! Passwords: which may be chosen, and how they are kept.

use crate::secret::Secret;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Fault, Refusal, Result};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use unicode_normalization::UnicodeNormalization;

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;
/// The longest password, in characters: a hash of megabytes would be a way to keep the server busy.
pub const LONGEST: usize = 200;

/// Most used passwords of ten characters and more: what is shorter is refused anyway, and these also stand inside
/// longer ones.
const COMMON: &str = include_str!("common.txt");

/// What one hash costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

/// The cost in use: 19 MiB and two passes on one lane, the least that OWASP advises for argon2id. About 25 ms on a
/// server's core (`cargo test -p identity one_hash -- --nocapture` measures it). Passwords hashed at another cost are
/// hashed anew at the next sign-in, so this line is all there is to change.
pub const COST: Cost = Cost { memory: 19 * 1024, passes: 2 };

/// Next to nothing, for tests.
#[cfg(any(test, feature = "testing"))]
pub const LEAST: Cost = Cost { memory: 8, passes: 1 };

/// A password as it is kept: argon2id, salted, in the PHC form. Its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Hash(String);

impl Hash {
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hash(…)")
    }
}

/// Hashes passwords, a few at a time: each takes memory and a core, and signing in must not starve the rest.
#[derive(Clone)]
pub struct Hasher(Arc<Inner>);

struct Inner {
    cost: Cost,
    /// Held against whatever is typed for an unknown name, so that it takes as long as for a known one.
    nobody: Hash,
    free: Mutex<usize>,
    freed: Condvar,
    done: AtomicU64,
}

impl Hasher {
    /// A hasher that works on at most `at_once` passwords.
    ///
    /// # Errors
    /// A fault when the system gives no random numbers.
    pub fn new(cost: Cost, at_once: usize) -> Result<Self> {
        let nobody = make(cost, b"nobody has this password")?;
        Ok(Self(Arc::new(Inner {
            cost,
            nobody,
            free: Mutex::new(at_once.max(1)),
            freed: Condvar::new(),
            done: AtomicU64::new(0),
        })))
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// A fault when the system gives no random numbers.
    pub fn hash(&self, password: &Secret) -> Result<Hash> {
        self.working(|| make(self.0.cost, normal(password).as_bytes()))
    }

    /// Whether a password is the one that was hashed. Without a hash the answer is no, after the same work.
    pub fn verify(&self, password: &Secret, kept: Option<&Hash>) -> bool {
        let hash = kept.unwrap_or(&self.0.nobody);
        let same = self.working(|| {
            // The cost is the one written in the hash.
            PasswordHash::new(hash.text()).is_ok_and(|parsed| {
                Argon2::default().verify_password(normal(password).as_bytes(), &parsed).is_ok()
            })
        });
        same && kept.is_some()
    }

    /// Whether a hash was made at another cost than is in use now.
    pub fn is_outdated(&self, hash: &Hash) -> bool {
        let Cost { memory, passes } = self.0.cost;
        !hash.text().starts_with(&format!("$argon2id$v=19$m={memory},t={passes},p=1$"))
    }

    /// How many passwords were hashed or verified so far.
    pub fn done(&self) -> u64 {
        self.0.done.load(Ordering::Relaxed)
    }

    fn working<T>(&self, f: impl FnOnce() -> T) -> T {
        /// Gives the place back also when the work panics.
        struct Place<'a>(&'a Inner);
        impl Drop for Place<'_> {
            fn drop(&mut self) {
                *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                self.0.freed.notify_one();
            }
        }
        let mut free = self.0.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            free = self.0.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        drop(free);
        let _place = Place(&self.0);
        self.0.done.fetch_add(1, Ordering::Relaxed);
        f()
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hasher").field(&self.0.cost).finish()
    }
}

fn make(cost: Cost, password: &[u8]) -> Result<Hash> {
    let fault = |e: &dyn fmt::Display| Fault::new(format!("hashing a password: {e}"));
    let params = Params::new(cost.memory, cost.passes, 1, None).map_err(|e| fault(&e))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: PasswordHash = argon.hash_password(password).map_err(|e| fault(&e))?;
    Ok(Hash(hash.to_string()))
}

/// The same password typed on two keyboards: Vietnamese letters come composed or in parts.
fn normal(password: &Secret) -> String {
    password.expose().nfc().collect()
}

/// Whether somebody with this login may choose this password.
///
/// # Errors
/// A refusal that says what to change.
pub fn judge(password: &Secret, login: &str) -> Result<(), Refusal> {
    let text = normal(password);
    let length = text.chars().count();
    if length < SHORTEST {
        return Err(Refusal::new(
            "password.short",
            format!("Mật khẩu cần ít nhất {SHORTEST} ký tự. Một câu ngắn dễ nhớ hơn một từ khó."),
            format!(
                "A password needs at least {SHORTEST} characters. A short sentence is easier to keep in mind."
            ),
        ));
    }
    if length > LONGEST {
        return Err(Refusal::new(
            "password.long",
            format!("Mật khẩu dài nhất {LONGEST} ký tự."),
            format!("A password has at most {LONGEST} characters."),
        ));
    }
    let folded = kernel::text::fold(&text);
    // Somebody called `an` may well have these two letters in a sentence.
    if folded == login || (login.len() >= 4 && folded.contains(login)) {
        return Err(Refusal::new(
            "password.login",
            "Mật khẩu không được chứa tên đăng nhập.",
            "The password must not contain the login name.",
        ));
    }
    if is_common(&folded) {
        return Err(Refusal::new(
            "password.common",
            "Mật khẩu này quá phổ biến nên dễ bị đoán. Hãy chọn mật khẩu khác.",
            "This password is among the most used ones and easily guessed. Choose another.",
        ));
    }
    Ok(())
}

/// On the list, with or without digits and signs around it; or of fewer than four different characters.
fn is_common(folded: &str) -> bool {
    let mut different: Vec<char> = folded.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < 4 {
        return true;
    }
    let word = folded.trim_matches(|c: char| !c.is_alphabetic());
    COMMON.lines().any(|common| common == folded || common == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> &'static str {
        judge(&Secret::new(password), "binh.tt").err().map_or("", |r| r.code)
    }

    #[test]
    fn a_password_is_long_enough_and_not_easily_guessed() {
        for (password, refusal) in [
            ("ngắn thôi", "password.short"),
            ("", "password.short"),
            ("con mèo nằm trên mái nhà", ""),
            ("Xk4#pw9!zQ7&", ""),
            ("aaaaaaaaaaaa", "password.common"),
            ("121212121212", "password.common"),
            ("123456789012", "password.common"),
            ("Password2026!", "password.common"),
            ("Mậtkhẩu@1234", "password.common"),
            ("QWERTYUIOP12", "password.common"),
            ("Binh.TT20202", "password.login"),
        ] {
            assert_eq!(code(password), refusal, "{password}");
        }
        assert_eq!(code(&"ab1 ".repeat(51)), "password.long");
        assert!(judge(&Secret::new("an cơm chưa bạn"), "an").is_ok());
    }

    #[test]
    fn the_list_is_folded_and_says_no_more_than_it_must() {
        for line in COMMON.lines() {
            assert_eq!(kernel::text::fold(line), line);
            assert!(!line.is_empty());
        }
    }

    #[test]
    fn a_hash_knows_its_password_however_its_marks_were_typed() {
        let hasher = Hasher::new(LEAST, 2).unwrap();
        let hash = hasher.hash(&Secret::new("mật khẩu của tôi")).unwrap();
        let in_parts: String = "mật khẩu của tôi".nfd().collect();
        assert!(hasher.verify(&Secret::new(in_parts), Some(&hash)));
        assert!(!hasher.verify(&Secret::new("mật khẩu của toi"), Some(&hash)));
        assert!(!hasher.verify(&Secret::new("nobody has this password"), None));
        assert_eq!(hasher.done(), 4);
        assert!(!hasher.is_outdated(&hash));
        assert!(Hasher::new(Cost { passes: 2, ..LEAST }, 1).unwrap().is_outdated(&hash));
        assert_eq!(format!("{hash:?} {hasher:?}"), "Hash(…) Hasher(Cost { memory: 8, passes: 1 })");
        assert_ne!(hash, hasher.hash(&Secret::new("mật khẩu của tôi")).unwrap());
    }

    #[test]
    fn no_more_are_hashed_at_once_than_allowed() {
        let hasher = Hasher::new(LEAST, 1).unwrap();
        let done: Vec<bool> = std::thread::scope(|scope| {
            let work =
                (0..8).map(|_| scope.spawn(|| hasher.verify(&Secret::new("x"), None))).collect::<Vec<_>>();
            work.into_iter().map(|w| w.join().unwrap()).collect()
        });
        assert_eq!(done, [false; 8]);
        assert_eq!((hasher.done(), *hasher.0.free.lock().unwrap()), (8, 1));
    }

    #[test]
    fn one_hash_takes_the_time_it_is_meant_to() {
        let hasher = Hasher::new(COST, 1).unwrap();
        let watch = kernel::clock::Stopwatch::start();
        for _ in 0..5 {
            hasher.verify(&Secret::new("x"), None);
        }
        println!("one argon2id hash: {:?}", watch.elapsed() / 5);
        // Far below the real figure: this only notices a cost that was turned off.
        assert!(watch.elapsed() / 5 > std::time::Duration::from_millis(2));
    }
}
