//! Sentences with the arithmetic in them.

use crate::finding::Words;

/// Terms beyond these are not written out one by one.
const MOST_TERMS: usize = 12;

/// `A + B + C`; a long sum in short.
pub(crate) fn sum<S: AsRef<str>>(terms: &[S]) -> String {
    if terms.len() <= MOST_TERMS {
        return terms.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" + ");
    }
    let first: Vec<&str> = terms[..3].iter().map(AsRef::as_ref).collect();
    format!("{} + … + {}", first.join(" + "), terms[terms.len() - 1].as_ref())
}

/// A calculation and what the document says instead.
pub(crate) fn against(calculation: &str, printed: &str) -> Words {
    Words::new(
        format!("{calculation}, văn bản ghi {printed}."),
        format!("{calculation}; the document says {printed}."),
    )
}

/// The same with a sentence in front.
pub(crate) fn with(vi: &str, en: &str, calculation: &str, printed: &str) -> Words {
    let rest = against(calculation, printed);
    Words::new(format!("{vi} {}", rest.vi), format!("{en} {}", rest.en))
}
