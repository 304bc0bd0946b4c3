//! Whose request it is: the connection's address, or the one a trusted proxy tells.

use axum::http::HeaderMap;
use std::net::IpAddr;
use std::str::FromStr;

/// A range of addresses: `10.0.0.0/8`, `::1`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether the address lies in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, plain(address)) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let shift = 32 - u32::from(self.bits);
                u32::from(own).checked_shr(shift) == u32::from(other).checked_shr(shift)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let shift = 128 - u32::from(self.bits);
                u128::from(own).checked_shr(shift) == u128::from(other).checked_shr(shift)
            }
            _ => false,
        }
    }
}

/// An IPv4 address that came in an IPv6 dress, without it.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// Reads `10.0.0.0/8` or a single address.
impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is not an address or a range such as 10.0.0.0/8");
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address = plain(address.parse::<IpAddr>().map_err(|_| wrong())?);
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if bits > most {
            return Err(wrong());
        }
        Ok(Self { address, bits })
    }
}

/// The client behind a connection: the last address in `X-Forwarded-For` that is not itself a trusted proxy, if the
/// connection comes from one.
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let known = |address| trusted.iter().any(|n| n.holds(address));
    let mut client = plain(peer);
    if !known(client) {
        return client;
    }
    let told: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .collect();
    for hop in told.iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        client = plain(address);
        if !known(client) {
            break;
        }
    }
    client
}

/// What a throttle counts by: a whole IPv6 subscriber, not one of his 2^64 addresses.
pub fn subscriber(address: IpAddr) -> IpAddr {
    match plain(address) {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) >> 64 << 64).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, told: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for one in told {
            headers.append("x-forwarded-for", one.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|t| t.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_may_say_what_he_likes() {
        assert_eq!(seen("203.0.113.9", &["1.1.1.1"], &["127.0.0.1"]), "203.0.113.9");
        assert_eq!(seen("203.0.113.9", &["1.1.1.1"], &[]), "203.0.113.9");
    }

    #[test]
    fn behind_trusted_proxies_the_last_address_that_is_not_one_counts() {
        let trusted = ["127.0.0.1", "10.0.0.0/8"];
        assert_eq!(seen("127.0.0.1", &["6.6.6.6, 198.51.100.7, 10.1.2.3"], &trusted), "198.51.100.7");
        assert_eq!(seen("::ffff:127.0.0.1", &["6.6.6.6", "198.51.100.7"], &trusted), "198.51.100.7");
        // Nonsense ends the walk at what is known.
        assert_eq!(seen("127.0.0.1", &["198.51.100.7, nonsense, 10.1.2.3"], &trusted), "10.1.2.3");
        assert_eq!(seen("127.0.0.1", &[], &trusted), "127.0.0.1");
    }

    #[test]
    fn ranges_are_read_or_refused() {
        let network: Network = "2001:db8::/32".parse().unwrap();
        assert!(
            network.holds("2001:db8:1::5".parse().unwrap()) && !network.holds("2001:db9::".parse().unwrap())
        );
        assert!("0.0.0.0/0".parse::<Network>().unwrap().holds("9.9.9.9".parse().unwrap()));
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "host"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_ipv6_subscriber_is_one() {
        let one = subscriber("2001:db8:1:2:3:4:5:6".parse().unwrap());
        assert_eq!(one, subscriber("2001:db8:1:2:ffff::1".parse().unwrap()));
    }
}
