//! How near the end of a term is: shape, word and colour, never colour alone.

use crate::Lang;
use crate::locale::T;
use askama::Template;
use std::borrow::Borrow;

/// How near the end of a term is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Urgency {
    /// Past it, by so many working days.
    Late(i64),
    /// It ends today.
    Today,
    /// So many working days are left, and that is little.
    Soon(i64),
    /// So many working days are left.
    InTime(i64),
    /// The term rests.
    Paused,
}

impl Urgency {
    /// From the working days left (negative when past); `soon` days and less are little.
    pub fn of(days_left: i64, soon: i64) -> Self {
        match days_left {
            n if n < 0 => Self::Late(-n),
            0 => Self::Today,
            n if n <= soon => Self::Soon(n),
            n => Self::InTime(n),
        }
    }

    /// In words alone.
    pub fn words(self, lang: Lang) -> String {
        let t = T(lang);
        match self {
            Self::Late(n) => t.urgency_late(n),
            Self::Today => t.urgency_today().into(),
            Self::Soon(n) | Self::InTime(n) => t.urgency_left(n),
            Self::Paused => t.urgency_paused().into(),
        }
    }

    /// For a template, which hands references over.
    pub fn shown(self, lang: impl Borrow<Lang>) -> Shown {
        Shown { words: self.words(*lang.borrow()), urgency: self }
    }
}

/// Octagon, triangle, disc or ring, with its words.
#[derive(Template)]
#[template(path = "c/urgency.html")]
pub struct Shown {
    urgency: Urgency,
    words: String,
}

impl askama::filters::HtmlSafe for Shown {}
