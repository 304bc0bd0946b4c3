//! What every handler is given: the database, two clocks, settings, and what the composition root put in.

use crate::address::Network;
use crate::meter::Meter;
use crate::shell::Frame;
use crate::throttle::Throttle;
use crate::works::Works;
use crate::{Lang, Secret};
use kernel::{Clock, Error, Fault, Result, SystemClock};
use rustc_hash::FxHashMap;
use std::any::{Any, TypeId, type_name};
use std::sync::Arc;
use std::time::Duration;
use store::{Db, Tx};

/// How the server stands towards the outside.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where people reach the pages: `https://dvc.example`. Printed as QR codes; without it addresses are relative.
    pub public_url: Option<String>,
    /// Cookies travel over TLS alone. On wherever a proxy ends TLS before this program.
    pub secure_cookies: bool,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Bytes of a body that are read unless the route says otherwise.
    pub body_limit: usize,
    /// A client that has not sent its headers by then is left.
    pub header_timeout: Duration,
    /// A client that has not sent its body by then is left.
    pub body_timeout: Duration,
    /// A client that takes no byte of its answer for so long is left.
    pub write_timeout: Duration,
    /// How long requests in flight may take after the program was told to stop.
    pub stop_timeout: Duration,
    /// Connections at once; more wait to be accepted.
    pub connections: usize,
    /// The language of people who ask for neither.
    pub language: Lang,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            secure_cookies: false,
            trusted_proxies: Vec::new(),
            body_limit: 256 * 1024,
            header_timeout: Duration::from_secs(15),
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            stop_timeout: Duration::from_secs(30),
            connections: 4096,
            language: Lang::Vi,
        }
    }
}

/// Given to every handler. Cheap to clone.
#[derive(Clone)]
pub struct Kit(Arc<Inner>);

struct Inner {
    db: Db,
    business: Arc<dyn Clock>,
    technical: Arc<dyn Clock>,
    config: Config,
    secret: Secret,
    frame: Arc<dyn Frame>,
    throttle: Throttle,
    meter: Meter,
    works: Works,
    values: FxHashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

/// Puts a [`Kit`] together.
pub struct KitBuilder(Inner);

impl Kit {
    /// A kit over a database, on the machine's clock, with a secret of its own and an empty frame.
    pub fn over(db: Db) -> KitBuilder {
        KitBuilder(Inner {
            db,
            business: Arc::new(SystemClock),
            technical: Arc::new(SystemClock),
            config: Config::default(),
            secret: Secret::random(),
            frame: Arc::new(crate::shell::Plain),
            throttle: Throttle::default(),
            meter: Meter::default(),
            works: Works::default(),
            values: FxHashMap::default(),
        })
    }

    /// The database. Only for what [`read`](Self::read) and [`run`](Self::run) cannot do: it blocks.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Business time: what the rules go by. In a demo it is not today's.
    pub fn business(&self) -> &Arc<dyn Clock> {
        &self.0.business
    }

    /// Technical time: sessions, tokens, throttles.
    pub fn technical(&self) -> &Arc<dyn Clock> {
        &self.0.technical
    }

    /// How the server stands towards the outside.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// What stands around every page.
    pub fn frame(&self) -> &Arc<dyn Frame> {
        &self.0.frame
    }

    /// The database's secret.
    pub fn secret(&self) -> &Secret {
        &self.0.secret
    }

    /// Counts what clients do too often.
    pub fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }

    /// Counts what was answered.
    pub fn meter(&self) -> &Meter {
        &self.0.meter
    }

    /// Work that goes on behind the pages.
    pub fn works(&self) -> &Works {
        &self.0.works
    }

    /// What the composition root put in.
    ///
    /// # Errors
    /// A fault: it was forgotten.
    pub fn need<T: Any + Send + Sync>(&self) -> Result<Arc<T>> {
        self.get().ok_or_else(|| Fault::new(format!("the kit was given no {}", type_name::<T>())).into())
    }

    /// What the composition root put in, if it did.
    pub fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.values.get(&TypeId::of::<T>()).cloned()?.downcast().ok()
    }

    /// Reads a consistent snapshot, on a thread that may block.
    ///
    /// # Errors
    /// What `f` returned, or a fault.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.run(move |kit| kit.db().read(f)).await
    }

    /// Runs a transaction and answers after its COMMIT.
    ///
    /// # Errors
    /// What `f` returned, or a fault; then nothing was kept.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.run(move |kit| kit.db().write(f)).await
    }

    /// Runs anything that may block.
    ///
    /// # Errors
    /// What `f` returned, or a fault when it panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let kit = self.clone();
        match tokio::task::spawn_blocking(move || f(&kit)).await {
            Ok(done) => done,
            Err(join) if join.is_panic() => {
                let panic = crate::around::panic_text(&*join.into_panic());
                Err(Error::Fault(Fault::new(format!("answering a request: a panic, {panic}"))))
            }
            Err(join) => Err(Error::Fault(Fault::because("answering a request", join))),
        }
    }

    /// An address that a phone can open.
    pub fn public(&self, path: &str) -> String {
        let base = self.0.config.public_url.as_deref().unwrap_or_default();
        format!("{}{path}", base.trim_end_matches('/'))
    }
}

impl KitBuilder {
    /// The clock of the rules.
    #[must_use]
    pub fn business(mut self, clock: Arc<dyn Clock>) -> Self {
        self.0.business = clock;
        self
    }

    /// The clock of sessions, tokens and throttles.
    #[must_use]
    pub fn technical(mut self, clock: Arc<dyn Clock>) -> Self {
        self.0.technical = clock;
        self
    }

    /// How the server stands towards the outside.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.0.config = config;
        self
    }

    /// The secret kept with the database.
    #[must_use]
    pub fn secret(mut self, secret: Secret) -> Self {
        self.0.secret = secret;
        self
    }

    /// What stands around every page.
    #[must_use]
    pub fn frame(mut self, frame: Arc<dyn Frame>) -> Self {
        self.0.frame = frame;
        self
    }

    /// Anything a domain's handlers [need](Kit::need): its desk, a directory, a queue.
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, value: Arc<T>) -> Self {
        self.0.values.insert(TypeId::of::<T>(), value);
        self
    }

    /// The kit.
    pub fn build(self) -> Kit {
        Kit(Arc::new(self.0))
    }
}
