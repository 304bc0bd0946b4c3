//! Icons: line drawings of 24 units, in the colour of the text beside them.

use crate::Html;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $path:literal,)+) => {
        /// A drawing that goes before words, never in their place.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Icon {
            $($(#[$doc])* $name,)+
        }

        impl Icon {
            /// The drawing.
            pub fn html(self) -> Html {
                Html::fixed(match self {
                    $(Self::$name => concat!(
                        r#"<svg class="i" viewBox="0 0 24 24" aria-hidden="true">"#, $path, "</svg>"
                    ),)+
                })
            }
        }
    };
}

icons! {
    /// A lens.
    Search = r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#,
    /// Onward.
    Arrow = r#"<path d="M5 12h14m-6-6 6 6-6 6"/>"#,
    /// Time.
    Clock = r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>"#,
    /// Done.
    Check = r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#,
    /// A paper.
    Doc = r#"<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6"/>"#,
    /// A calendar.
    Calendar = r#"<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8"/>"#,
    /// A printer.
    Print = r#"<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>"#,
    /// A telephone.
    Phone = r#"<path d="M6 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3c0 1-1 2-2 2A16.5 16.5 0 0 1 4 5.5c0-1 1-2 2-2z"/>"#,
    /// A place.
    Pin = r#"<path d="M12 21c-4-4.5-6.5-7.5-6.5-11a6.5 6.5 0 0 1 13 0c0 3.5-2.5 6.5-6.5 11z"/><circle cx="12" cy="10" r="2.2"/>"#,
    /// The net.
    Globe = r#"<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3 3 3 14 0 17M12 3.5c-3 3-3 14 0 17"/>"#,
    /// Money.
    Coin = r#"<circle cx="12" cy="12" r="8.5"/><path d="M9 9.5h6M9 13h6M12 6.5v11"/>"#,
    /// To be known.
    Info = r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.6v.1"/>"#,
    /// To be heeded.
    Warn = r#"<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.1"/>"#,
    /// Work that waits.
    Inbox = r#"<path d="M4 13 6.5 5h11L20 13v6H4zM4 13h4.5l1 2.5h5l1-2.5H20"/>"#,
    /// One more.
    Plus = r#"<path d="M12 5v14M5 12h14"/>"#,
    /// Handing out.
    Out = r#"<path d="M4 7h16v12H4zM4 7l3-3h10l3 3M12 10v6m-2.5-2.5L12 16l2.5-2.5"/>"#,
    /// Figures.
    Chart = r#"<path d="M4 20V4M4 20h16M8.5 16v-5M13 16V7.5M17.5 16v-7"/>"#,
    /// Writing.
    Pen = r#"<path d="m4 20 1-4.5L16 4.5l3.5 3.5L8.5 19z"/>"#,
    /// Taking home.
    Down = r#"<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14"/>"#,
    /// People.
    People = r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 5.5a3.5 3.5 0 0 1 0 6M18 14.5c2.2.8 3.5 2.700 3.500 5.5"/>"#,
    /// Settings.
    Gear = r#"<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.200 2.200M16.200 16.200l2.200 2.200M18.400 5.600l-2.200 2.200M7.800 16.200l-2.200 2.200"/>"#,
}
