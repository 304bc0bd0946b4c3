//! How the server stands towards the outside, as asked at the command line.

use api::budget::Budget;
use clap::{Args, ValueEnum};
use webkit::Config;
use webkit::address::Network;
use webkit::log::Format;

/// What `serve` and `demo` may be told.
#[derive(Args, Debug, Clone)]
pub struct Web {
    /// Where people reach the pages, such as https://dvc.example; printed as QR codes.
    #[arg(long, value_name = "URL", env = "MOTCUA_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Cookies over TLS alone: whenever a proxy ends TLS before this program. On by itself where the public address is
    /// https.
    #[arg(long, env = "MOTCUA_SECURE_COOKIES")]
    pub secure_cookies: bool,
    /// Address or range of a proxy whose X-Forwarded-For is believed. May be given several times.
    #[arg(long, value_name = "ADDRESS", env = "MOTCUA_TRUSTED_PROXY", value_delimiter = ',')]
    pub trusted_proxy: Vec<Network>,
    /// Network that webhooks may go to although it is not public, such as 10.20.0.0/16. May be given several times.
    #[arg(long, value_name = "NETWORK", env = "MOTCUA_WEBHOOK_NETWORK", value_delimiter = ',')]
    pub webhook_network: Vec<Network>,
    /// Requests a second that a token of the interface for programs may ask in the long run.
    #[arg(long, value_name = "N", env = "MOTCUA_API_PER_SECOND", default_value_t = Budget::default().per_second, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub api_per_second: u32,
    /// Requests that it may ask at once, after a rest.
    #[arg(long, value_name = "N", env = "MOTCUA_API_BURST", default_value_t = Budget::default().burst, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub api_burst: u32,
    /// How log lines are written.
    #[arg(long, value_enum, default_value_t = Log::Text)]
    pub log: Log,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Log {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Web {
    /// Where webhooks may go.
    pub(super) fn allowed(&self) -> api::webhook::Allowed {
        api::webhook::Allowed::new(self.webhook_network.clone())
    }

    /// What each token may ask.
    pub(super) fn budget(&self) -> Budget {
        Budget { per_second: self.api_per_second, burst: self.api_burst }
    }

    /// Whether cookies travel over TLS alone. Whoever forgets to say so must not be less safe for it.
    fn secure(&self) -> bool {
        self.secure_cookies || self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// The server's settings; logging begins.
    pub(super) fn config(&self) -> Config {
        let format = match self.log {
            Log::Text => Format::Text,
            Log::Json => Format::Json,
        };
        let filter = std::env::var("MOTCUA_LOG").unwrap_or_else(|_| "warn".into());
        webkit::log::start(format, &filter);
        Config {
            public_url: self.public_url.clone(),
            secure_cookies: self.secure(),
            trusted_proxies: self.trusted_proxy.clone(),
            ..Config::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_https_cookies_are_secure_without_being_asked_for() {
        let web = |public_url: Option<&str>, secure_cookies| Web {
            public_url: public_url.map(str::to_owned),
            secure_cookies,
            trusted_proxy: Vec::new(),
            webhook_network: Vec::new(),
            api_per_second: 50,
            api_burst: 200,
            log: Log::Text,
        };
        assert!(web(Some("https://mot-cua.example"), false).secure() && web(None, true).secure());
        assert!(!web(Some("http://mot-cua.example"), false).secure() && !web(None, false).secure());
    }
}
