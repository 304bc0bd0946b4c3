//! The second factor: codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds).

use crate::secret::{self, Secret};
use kernel::text::percent_encoded;
use kernel::{Instant, Refusal, Result};
use totp_rs::{Builder, Totp};

/// A second factor that waits to be confirmed by its first code.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The shared secret in base 32, to be typed into the app.
    pub secret: Secret,
    /// The same as an `otpauth:` address, for a QR code.
    pub uri: Secret,
}

/// Makes a new secret for somebody. Nothing is kept until a code of it comes back.
///
/// # Errors
/// A fault when the system gives no random numbers.
pub fn enrol(issuer: &str, login: &str) -> Result<Enrolment> {
    let shared = totp_rs::Secret::from(secret::random::<20>()?.to_vec()).to_base32();
    Ok(told(issuer, login, shared))
}

/// The same enrolment once more: its first code was mistyped.
///
/// # Errors
/// A refusal when the secret is none.
pub fn enrol_again(issuer: &str, login: &str, shared: &Secret) -> Result<Enrolment> {
    of(shared)?;
    Ok(told(issuer, login, shared.expose().split_whitespace().collect::<String>().to_ascii_uppercase()))
}

fn told(issuer: &str, login: &str, shared: String) -> Enrolment {
    let uri = format!(
        "otpauth://totp/{issuer}:{}?secret={shared}&issuer={issuer}",
        percent_encoded(login),
        issuer = percent_encoded(issuer)
    );
    Enrolment { secret: Secret::new(shared), uri: Secret::new(uri) }
}

/// The step of time that a code belongs to, if it is one of the secret's, now or half a minute to either side.
///
/// # Errors
/// A refusal when the secret is none.
pub(crate) fn step_of(shared: &Secret, code: &str, now: Instant) -> Result<Option<i64>> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.0 / 1_000_000).unwrap_or(0);
    let step = of(shared)?.check(&digits, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn of(shared: &Secret) -> Result<Totp> {
    let typed: String = shared.expose().chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = totp_rs::Secret::try_from_base32(typed.to_ascii_uppercase());
    let totp = bytes.ok().and_then(|bytes| Builder::new().with_secret(bytes).build().ok());
    Ok(totp.ok_or_else(|| {
        Refusal::new(
            "totp.secret",
            "Mã khóa không hợp lệ. Hãy bắt đầu lại việc bật xác thực hai bước.",
            "The secret cannot be read. Begin setting up the second factor again.",
        )
    })?)
}

/// The code of a secret at an instant, as the app would show it.
#[cfg(any(test, feature = "testing"))]
pub fn code_at(shared: &Secret, now: Instant) -> Result<String> {
    Ok(of(shared)?.generate(u64::try_from(now.0 / 1_000_000).unwrap_or(0)).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant(seconds * 1_000_000)
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the secret is "12345678901234567890"; the last six of its eight digits.
        let shared = Secret::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(code_at(&shared, at(seconds)).unwrap(), code);
            for late in [-30, 0, 30] {
                let step = step_of(&shared, code, at(seconds + late)).unwrap();
                assert_eq!(step, Some(seconds / 30), "{seconds} {late}");
            }
            assert_eq!(step_of(&shared, code, at(seconds + 61)).unwrap(), None);
            assert_eq!(step_of(&shared, "", at(seconds)).unwrap(), None);
        }
    }

    #[test]
    fn an_enrolment_can_be_scanned_and_typed() {
        let e = enrol("Một Cửa", "an.nv").unwrap();
        assert_eq!(e.secret.expose().len(), 32);
        let uri = e.uri.expose();
        assert!(uri.starts_with("otpauth://totp/M%E1%BB%99t%20C%E1%BB%ADa:an.nv?secret="), "{uri}");
        let spaced = Secret::new(e.secret.expose().to_lowercase().replace('a', "a "));
        assert_eq!(code_at(&spaced, at(59)).unwrap(), code_at(&e.secret, at(59)).unwrap());
        assert_eq!(format!("{e:?}"), "Enrolment { secret: Secret(…), uri: Secret(…) }");
        assert_eq!(
            step_of(&Secret::new("!"), "1", at(0)).unwrap_err().refusal().unwrap().code,
            "totp.secret"
        );
    }
}
