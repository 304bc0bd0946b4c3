//! A private PostgreSQL server in a temporary folder.

use std::fmt;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why no server could be started, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterError(String);

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ClusterError {}

/// A running server. Stops, and its data go, when it is dropped.
#[derive(Debug)]
pub struct Cluster {
    binaries: PathBuf,
    folder: tempfile::TempDir,
    user: Option<&'static str>,
    port: u16,
}

/// The folder with `initdb` and `pg_ctl`: from `MOTCUA_PG_BIN`, the search path, or where systems put them; the
/// newest version of several.
///
/// # Errors
/// One sentence when there is none.
pub fn find_binaries() -> Result<PathBuf, ClusterError> {
    let complete =
        |dir: &PathBuf| ["initdb", "pg_ctl", "postgres"].iter().all(|name| dir.join(name).is_file());
    let mut places: Vec<PathBuf> = std::env::var_os("MOTCUA_PG_BIN").map(PathBuf::from).into_iter().collect();
    for root in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
        places.extend(versions(Path::new(root)));
    }
    places.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    places.extend(["/usr/pgsql/bin", "/usr/local/pgsql/bin"].map(PathBuf::from));
    places.into_iter().find(complete).ok_or_else(|| {
        ClusterError(
            "PostgreSQL's server programs (initdb, pg_ctl) are not installed; install PostgreSQL 15 or later"
                .into(),
        )
    })
}

/// `root/15/bin`, `root/postgresql@16/bin`, the highest number first.
fn versions(root: &Path) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = name.to_str()?.trim_start_matches("postgresql@").parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).collect()
}

impl Cluster {
    /// Makes a cluster in a temporary folder and starts it on a free port of this machine, without durability.
    ///
    /// As root it runs as the user `postgres`, since the server refuses to run as root.
    ///
    /// # Errors
    /// One sentence with what the programs said.
    pub fn start() -> Result<Self, ClusterError> {
        Self::start_with("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
    }

    /// The same with other lines for `postgresql.conf`: durable ones for measurements, say.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_with(settings: &str) -> Result<Self, ClusterError> {
        let binaries = find_binaries()?;
        let failed = |what: &str, e: &dyn fmt::Display| ClusterError(format!("{what}: {e}"));
        let folder = tempfile::Builder::new().prefix("motcua-pg-").tempdir();
        let folder = folder.map_err(|e| failed("making a folder for PostgreSQL", &e))?;
        let user = is_root().then_some("postgres");
        if let Some(user) = user {
            run(Command::new("chown").arg(user).arg(folder.path()))?;
        }
        let mut cluster = Self { binaries, folder, user, port: 0 };
        let data = cluster.data();
        run(cluster
            .command("initdb")
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"])
            .arg(&data))?;
        // Another program may take the port between our look and the start; then another one is tried.
        let mut last = ClusterError("PostgreSQL did not start".into());
        for _ in 0..5 {
            cluster.port = free_port().map_err(|e| failed("looking for a free port", &e))?;
            let options = format!("-p {} -c config_file={}", cluster.port, data.join("test.conf").display());
            cluster.configure(settings)?;
            match run(cluster
                .command("pg_ctl")
                .args(["-w", "-s", "-D"])
                .arg(&data)
                .args(["-o", &options, "-l"])
                .arg(data.join("log"))
                .arg("start"))
            {
                Ok(()) => return Ok(cluster),
                Err(e) => last = e,
            }
        }
        Err(last)
    }

    /// `postgres://postgres@127.0.0.1:PORT/postgres`, a superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn configure(&self, settings: &str) -> Result<(), ClusterError> {
        let path = self.folder.path().join("test.conf");
        let data = self.data();
        let text = format!(
            "data_directory = '{data}'\nhba_file = '{data}/pg_hba.conf'\nident_file = '{data}/pg_ident.conf'\n\
             listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 300\n\
             shared_buffers = 256MB\nmax_locks_per_transaction = 512\ntimezone = 'UTC'\n{settings}",
            data = data.display()
        );
        std::fs::write(&path, text).map_err(|e| ClusterError(format!("writing {}: {e}", path.display())))?;
        run(self.command("cp").arg(&path).arg(data.join("test.conf")))
    }

    /// A program of PostgreSQL (or `cp`), as the server's user.
    fn command(&self, name: &str) -> Command {
        let own = self.binaries.join(name);
        let program = if own.is_file() { own } else { PathBuf::from(name) };
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir(self.folder.path()).env("LC_ALL", "C");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.port != 0 {
            let _ = run(self
                .command("pg_ctl")
                .args(["-s", "-m", "immediate", "-D"])
                .arg(self.data())
                .arg("stop"));
        }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

fn free_port() -> std::io::Result<u16> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr().map(|a| a.port())
}

fn run(command: &mut Command) -> Result<(), ClusterError> {
    // The server keeps the streams it inherits open for as long as it lives, so none may be a pipe of ours.
    let name = command.get_program().to_string_lossy().into_owned();
    let mut said = tempfile::tempfile().map_err(|e| ClusterError(format!("{name}: {e}")))?;
    let to_file = said.try_clone().map_err(|e| ClusterError(format!("{name}: {e}")))?;
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(to_file).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => {
            let mut text = String::new();
            let _ = std::io::Seek::rewind(&mut said)
                .and_then(|()| std::io::Read::read_to_string(&mut said, &mut text));
            let line = text.lines().rfind(|l| !l.trim().is_empty()).unwrap_or_default();
            Err(ClusterError(format!(
                "{:?} ended with {status}: {line}",
                command.get_args().last().unwrap_or_default()
            )))
        }
        Err(e) => Err(ClusterError(format!("{name}: {e}"))),
    }
}
