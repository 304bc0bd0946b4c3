//! Markup that is known to be safe.

use askama::filters::HtmlSafe;
use std::borrow::Cow;
use std::fmt;

/// Markup that goes onto a page as it stands. Made from our own messages and components, never from what people
/// typed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Html(Cow<'static, str>);

impl Html {
    /// Markup written in the program.
    pub const fn fixed(markup: &'static str) -> Self {
        Self(Cow::Borrowed(markup))
    }

    /// Markup put together; what it was given must have been [`Escaped`].
    pub fn made(markup: String) -> Self {
        Self(Cow::Owned(markup))
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// Displays a value with the characters that mean something in markup replaced.
#[derive(Debug)]
pub struct Escaped<'a, T: ?Sized>(pub &'a T);

impl<T: fmt::Display + ?Sized> fmt::Display for Escaped<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        write!(Escaping(f), "{}", self.0)?;
        f.write_str("")
    }
}

struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            let entity = match byte {
                b'<' => "&#60;",
                b'>' => "&#62;",
                b'&' => "&#38;",
                b'"' => "&#34;",
                b'\'' => "&#39;",
                _ => continue,
            };
            self.0.write_str(&text[from..at])?;
            self.0.write_str(entity)?;
            from = at + 1;
        }
        self.0.write_str(&text[from..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_markup_is_replaced() {
        assert_eq!(Escaped("<b a='1'>Đ & \"").to_string(), "&#60;b a=&#39;1&#39;&#62;Đ &#38; &#34;");
        assert_eq!(Escaped(&12).to_string(), "12");
    }
}
