//! What was found.

use paper::Span;

/// How sure a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Confidence {
    /// Worth a look; there may be a good reason.
    Suspicious,
    /// Most likely a mistake.
    Likely,
    /// By the document's own numbers it cannot be right.
    Certain,
}

/// What does not add up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Kind {
    /// A percentage that is not its fraction's.
    Percentage,
    /// Parts that do not sum to their whole.
    Parts,
    /// A row or column of a table against its total or an identity.
    Table,
    /// Before and after against their difference or growth.
    Change,
    /// A rate times a count.
    Product,
    /// The same quantity stated differently in two places.
    Repeated,
    /// A list against the number announced.
    Count,
    /// A row that stands twice.
    Duplicate,
    /// Dates that contradict each other.
    Date,
    /// A judgement against target and result.
    Judgement,
    /// Numbers written in more than one notation.
    Notation,
}

/// Something that does not add up.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// What.
    pub kind: Kind,
    /// Its most telling place.
    pub span: Span,
    /// The other places that it was told from.
    pub related: Vec<Span>,
    /// What stands there, word for word.
    pub found: String,
    /// What was expected, written as the document writes numbers.
    pub expected: String,
    /// Why, in plain words.
    pub explanation: Words,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A sentence in both languages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}
