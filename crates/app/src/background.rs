//! Work that comes back again and again, on a thread of its own.

use kernel::{Fault, Result};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Which turn it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Turn {
    /// There will be another.
    Usual,
    /// The program ends.
    Last,
}

/// A thread that does its work every so often, and once more when this is dropped.
pub(crate) struct Background {
    name: &'static str,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Begins, at once.
    ///
    /// # Errors
    /// A fault: the system gives no thread.
    pub(crate) fn start(
        name: &'static str,
        every: Duration,
        mut work: impl FnMut(Turn) + Send + 'static,
    ) -> Result<Self> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name(name.into())
            .spawn(move || {
                loop {
                    work(Turn::Usual);
                    if stopped.recv_timeout(every) != Err(RecvTimeoutError::Timeout) {
                        return work(Turn::Last);
                    }
                }
            })
            .map_err(|e| Fault::because(format!("starting the thread '{name}'"), e))?;
        Ok(Self { name, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!(thread = self.name, "work in the background ended in a panic");
        }
    }
}
