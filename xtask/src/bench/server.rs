//! A PostgreSQL of our own, as the tests have it; durable where durability is measured.

use crate::setup;
use store::testing::cluster::Cluster;

/// What a server keeps when it is killed; nothing is tuned beyond what a machine of this size would be given.
const DURABLE: &str = "fsync = on\nsynchronous_commit = on\nfull_page_writes = on\nmax_wal_size = 4GB\n";
/// For a database that can be made again: reading is what is measured.
const MANY: &str = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_wal_size = 8GB\n\
                    wal_level = minimal\nmax_wal_senders = 0\nrandom_page_cost = 1.1\n";

pub(super) struct Server(Cluster);

impl Server {
    pub(super) fn durable() -> Result<Self, String> {
        Self::with(DURABLE)
    }

    pub(super) fn many() -> Result<Self, String> {
        Self::with(MANY)
    }

    fn with(settings: &str) -> Result<Self, String> {
        setup::postgres()?;
        Cluster::start_with(settings).map(Self).map_err(|e| e.to_string())
    }

    pub(super) fn url(&self) -> String {
        self.0.url()
    }

    /// A schema, as the measurements from inside are told it.
    pub(super) fn place(&self, schema: &str) -> String {
        format!("{}#{schema}", self.0.url())
    }
}
