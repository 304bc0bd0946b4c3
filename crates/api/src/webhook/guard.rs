//! Where webhooks may go. Whoever has a token chooses an address; the program must not become his way into the
//! province's own network. So: public addresses by https, and of all others only those that the operator named.
//!
//! What a name resolves to is looked at when the connection is made, so that a name that changes its address between
//! the look and the call gains nothing. Redirects are not followed.

use axum::http::Uri;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use webkit::address::Network;

/// Networks that are not public and that webhooks may go to all the same.
#[derive(Clone, Debug, Default)]
pub struct Allowed(Vec<Network>);

/// Why an address is refused, in Vietnamese and English.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Forbidden(pub &'static str, pub &'static str);

/// Longest address.
const LONGEST: usize = 500;

impl Allowed {
    /// These networks.
    pub fn new(networks: Vec<Network>) -> Self {
        Self(networks)
    }

    /// Whether a connection to this address may be made.
    pub(crate) fn opens(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|n| n.holds(address)) || is_public(address)
    }

    /// Whether a webhook may be sent there, as far as the text tells.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn check(&self, url: &str) -> Result<(), Forbidden> {
        let odd = url.len() > LONGEST || url.chars().any(|c| c.is_control() || c == ' ' || !c.is_ascii());
        let parsed = if odd || url.contains('#') { None } else { url.parse::<Uri>().ok() };
        let Some(uri) = parsed else {
            return Err(Forbidden(
                "Địa chỉ không hợp lệ. Hãy ghi một địa chỉ https đầy đủ, tối đa 500 ký tự ASCII.",
                "This is no address. Give a whole https address of at most 500 ASCII characters.",
            ));
        };
        let Some(authority) = uri.authority().filter(|a| !a.as_str().contains('@') && !a.host().is_empty())
        else {
            return Err(Forbidden(
                "Địa chỉ phải có tên máy chủ và không được chứa tên người dùng.",
                "The address must name a host, and no user.",
            ));
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let literal = host.parse::<IpAddr>().ok();
        if literal.is_some_and(|address| !self.opens(address)) || (literal.is_none() && is_near(host)) {
            return Err(Forbidden(
                "Địa chỉ này không công khai. Người vận hành phải cho phép mạng đó trước.",
                "This address is not public. The operator must allow its network first.",
            ));
        }
        let near = literal.is_some_and(|a| a.to_canonical().is_loopback());
        match uri.scheme_str() {
            Some("https") => Ok(()),
            // It does not leave the machine.
            Some("http") if near => Ok(()),
            _ => Err(Forbidden(
                "Chỉ dùng https (http chỉ cho địa chỉ loopback đã được cho phép).",
                "Use https (http only to a loopback address that was allowed).",
            )),
        }
    }
}

/// Whether a name says itself that it is no public one: the machine's own, or an address in disguise (`127.1`,
/// `2130706433`, `0x7f.1`), which systems read as they like. No top-level domain begins with a digit.
fn is_near(host: &str) -> bool {
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    last.is_empty()
        || last.starts_with(|c: char| c.is_ascii_digit())
        || ["localhost", "localdomain", "local", "internal"]
            .iter()
            .any(|near| last.eq_ignore_ascii_case(near))
}

/// Whether an address is one of the public Internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => public_v4(v4),
        IpAddr::V6(v6) => public_v6(v6),
    }
}

fn public_v4(a: Ipv4Addr) -> bool {
    let [one, two, three, _] = a.octets();
    let special = matches!(
        (one, two, three),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !special
}

fn public_v6(a: Ipv6Addr) -> bool {
    let [one, two, ..] = a.segments();
    // Only what is given out to the Internet at large; of that not the tunnels, which hide an IPv4 address, nor what
    // stands in books.
    one & 0xe000 == 0x2000
        && one != 0x2002
        && !(one == 0x2001 && (two < 0x0200 || two == 0x0db8))
        && one != 0x3fff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_open() {
        let none = Allowed::default();
        for closed in [
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "ff02::1",
            "2001::1",
        ] {
            assert!(!none.opens(closed.parse().unwrap()), "{closed}");
        }
        for open in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2001:4860:4860::8888"] {
            assert!(none.opens(open.parse().unwrap()), "{open}");
        }
        let own = Allowed::new(vec!["10.20.0.0/16".parse().unwrap()]);
        assert!(own.opens("10.20.3.4".parse().unwrap()) && own.opens("::ffff:10.20.3.4".parse().unwrap()));
        assert!(!own.opens("10.21.3.4".parse().unwrap()));
    }

    #[test]
    fn an_address_is_https_or_a_loopback_that_was_allowed() {
        let none = Allowed::default();
        let near = Allowed::new(vec!["127.0.0.0/8".parse().unwrap()]);
        assert!(none.check("https://nhan.example/hook?a=1").is_ok());
        assert!(none.check("https://3.nhan.example.:8443/").is_ok());
        assert!(near.check("http://127.0.0.1:8080/hook").is_ok());
        for bad in [
            "http://nhan.example/hook",
            "http://127.0.0.1/hook",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://u:p@nhan.example/",
            "ftp://nhan.example/",
            "/hook",
            "",
            "https://",
            "https://a b/",
            "https://nhan.example/#x",
            "https://nhan.example/\u{0}",
            "https://địa.example/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://0/",
            "https://localhost/",
            "https://a.LocalHost./",
            "https://metadata.google.internal/",
        ] {
            assert!(none.check(bad).is_err(), "{bad}");
        }
        assert!(near.check("http://nhan.example/").is_err());
        assert!(none.check(&format!("https://nhan.example/{}", "x".repeat(500))).is_err());
    }
}
