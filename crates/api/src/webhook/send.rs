//! Sending one delivery: a POST that ends in some seconds, to an address that is looked at when it is connected to.

use super::guard::Allowed;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// A receiver that has not answered by then has failed.
const WHOLE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(4);
/// Where systems keep the certificates of those they trust.
const SYSTEM_ROOTS: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// What came of an attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    /// An answer, whatever it says.
    Answered(u16),
    /// None.
    Silent(&'static str),
}

impl Outcome {
    /// Whether the receiver has it.
    pub(super) fn good(&self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }
}

/// Sends.
#[derive(Clone)]
pub(super) struct Sender(Agent);

impl Sender {
    /// To where it is allowed.
    pub(super) fn new(allowed: Allowed) -> Self {
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(WHOLE))
            .timeout_connect(Some(CONNECT))
            .max_response_header_size(16 * 1024)
            .user_agent(concat!("motcua/", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().root_certs(roots()).build())
            .build();
        let resolver = Guarded { allowed, inner: DefaultResolver::default() };
        Self(Agent::with_parts(config, DefaultConnector::default(), resolver))
    }

    /// One attempt.
    pub(super) fn send(&self, url: &str, headers: &[(&str, &str)], body: &str) -> Outcome {
        let mut request = self.0.post(url).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match request.send(body) {
            // What it says besides is nobody's concern, and not read.
            Ok(response) => Outcome::Answered(response.status().as_u16()),
            Err(error) => Outcome::Silent(plain(&error)),
        }
    }
}

/// Why nothing came back, in words that say nothing of the network behind.
fn plain(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "timeout",
        ureq::Error::HostNotFound => "host not found, or its address is not allowed",
        ureq::Error::ConnectionFailed => "connection failed",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "TLS failed",
        ureq::Error::Io(why) if why.kind() == std::io::ErrorKind::ConnectionRefused => "connection refused",
        // What rustls refuses comes through as bad data.
        ureq::Error::Io(why) if why.kind() == std::io::ErrorKind::InvalidData => "TLS failed",
        ureq::Error::Io(_) => "connection broken",
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => "bad address",
        _ => "no valid answer",
    }
}

/// The system's own trust, so that a province's own authority is trusted where the system does; else Mozilla's list.
fn roots() -> RootCerts {
    let from_env = std::env::var("SSL_CERT_FILE").ok();
    let files = from_env.iter().map(String::as_str).chain(SYSTEM_ROOTS);
    for file in files {
        let Ok(pem) = std::fs::read(file) else { continue };
        let found: Vec<_> = parse_pem(&pem)
            .filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            })
            .collect();
        if !found.is_empty() {
            return RootCerts::Specific(Arc::new(found));
        }
    }
    RootCerts::WebPki
}

/// Resolves names, and leaves out every address that is not open.
#[derive(Debug)]
struct Guarded {
    allowed: Allowed,
    inner: DefaultResolver,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout).map_err(|error| match error {
            // What the system's resolver says of a name it does not find.
            ureq::Error::Io(_) => ureq::Error::HostNotFound,
            other => other,
        })?;
        let open: Vec<SocketAddr> = found.iter().copied().filter(|a| self.allowed.opens(a.ip())).collect();
        let mut left = self.empty();
        for address in open {
            left.push(address);
        }
        if left.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(left) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_to_an_address_that_is_not_open() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let sender = Sender::new(Allowed::default());
        // Whatever the text was when it was kept: it counts what it resolves to when the call is made.
        for host in [
            "localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0",
        ] {
            let outcome = sender.send(&format!("http://{host}:{port}/"), &[], "{}");
            assert_eq!(outcome, Outcome::Silent("host not found, or its address is not allowed"), "{host}");
        }
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "somebody came through");
    }
}
