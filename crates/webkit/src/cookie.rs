//! Cookies: few, small, and never readable by scripts.

use crate::Kit;
use axum::http::{HeaderMap, HeaderValue, header};

/// The session's, without its prefix.
const SESSION: &str = "motcua";
/// The language chosen.
pub(crate) const LANGUAGE: &str = "lang";
/// What the next page says once.
pub(crate) const FLASH: &str = "flash";

/// The session cookie's name: over TLS a browser keeps `__Host-` cookies from every other host.
pub fn session_name(kit: &Kit) -> String {
    name(kit, SESSION)
}

fn name(kit: &Kit, plain: &str) -> String {
    if kit.config().secure_cookies { format!("__Host-{plain}") } else { plain.to_owned() }
}

/// The value of the session cookie, if the request carries one.
pub fn session(kit: &Kit, headers: &HeaderMap) -> Option<String> {
    find(headers, &session_name(kit))
}

/// Sets the session cookie for `seconds`; without, until the browser is closed.
pub fn set_session(kit: &Kit, value: &str, seconds: Option<u32>) -> HeaderValue {
    set(kit, SESSION, value, seconds)
}

/// Takes the session cookie away.
pub fn end_session(kit: &Kit) -> HeaderValue {
    set(kit, SESSION, "", Some(0))
}

pub(crate) fn read(kit: &Kit, headers: &HeaderMap, plain: &str) -> Option<String> {
    find(headers, &name(kit, plain))
}

/// A `Set-Cookie`. Values are ours: letters, digits, '.', '-' and '_'.
pub(crate) fn set(kit: &Kit, plain: &str, value: &str, seconds: Option<u32>) -> HeaderValue {
    let secure = if kit.config().secure_cookies { "; Secure" } else { "" };
    let age = seconds.map_or_else(String::new, |s| format!("; Max-Age={s}"));
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", name(kit, plain));
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("invalid="))
}

fn find(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
        .filter(|value| !value.is_empty())
}
