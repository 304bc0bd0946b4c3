//! Two kinds of failure: a [`Refusal`] (the rules say no) and a [`Fault`] (ours).

use std::fmt;

/// The rules say no: a stable code, and words for people in both languages that say what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable and dotted: `dossier.already_settled`.
    pub code: &'static str,
    /// For people, in Vietnamese.
    pub vi: String,
    /// For people, in English.
    pub en: String,
}

impl Refusal {
    /// A refusal with its words.
    pub fn new(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, vi: vi.into(), en: en.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.en, self.code)
    }
}

impl std::error::Error for Refusal {}

/// Something is broken on our side: logged whole, shown to nobody in detail.
#[derive(Debug)]
pub struct Fault {
    /// What was being done.
    pub doing: String,
    /// Why it failed.
    pub cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Fault {
    /// A fault found by our own check.
    pub fn new(doing: impl Into<String>) -> Self {
        Self { doing: doing.into(), cause: None }
    }

    /// A fault with the error that caused it.
    pub fn because(
        doing: impl Into<String>,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { doing: doing.into(), cause: Some(cause.into()) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.doing)?;
        let mut next: Option<&dyn std::error::Error> = match &self.cause {
            Some(cause) => Some(cause.as_ref()),
            None => None,
        };
        while let Some(error) = next {
            write!(f, ": {error}")?;
            next = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

/// Either kind.
#[derive(Debug)]
pub enum Error {
    /// The rules say no.
    Refused(Refusal),
    /// We failed.
    Fault(Fault),
}

impl Error {
    /// The refusal, if it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Fault(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What use cases return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
