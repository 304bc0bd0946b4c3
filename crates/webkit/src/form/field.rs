//! One field: label, hint, what is wrong, and the control with what was typed.

use super::Form;
use crate::Html;
use crate::locale::T;
use askama::Template;
use std::borrow::Cow;

/// One of the choices of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Small print under it.
    pub hint: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// With small print.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

pub(super) enum Control {
    Line(&'static str),
    File(&'static str),
    Area(u8),
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Tick,
}

/// A field, ready to stand in a template: `{{ form.input("name", t.name()).hint(t.name_hint()) }}`.
#[derive(Template)]
#[template(path = "c/field.html")]
pub struct Field<'a> {
    form: &'a Form,
    t: T,
    control: Control,
    name: Cow<'static, str>,
    id: String,
    label: Cow<'static, str>,
    hint: Cow<'static, str>,
    width: &'static str,
    inputmode: &'static str,
    autocomplete: &'static str,
    list: &'static str,
    required: bool,
    autofocus: bool,
    optional: bool,
    error: String,
}

impl askama::filters::HtmlSafe for Field<'_> {}

impl<'a> Field<'a> {
    pub(super) fn new(
        form: &'a Form,
        control: Control,
        name: Cow<'static, str>,
        label: Cow<'static, str>,
    ) -> Self {
        let error = form.error_of(&name).map(|words| crate::words::capital(&words)).unwrap_or_default();
        Self {
            form,
            t: T(form.lang),
            control,
            id: name.replace(['[', ']', '.'], "-"),
            name,
            label,
            hint: Cow::Borrowed(""),
            width: "",
            inputmode: "",
            autocomplete: "",
            list: "",
            required: false,
            autofocus: false,
            optional: false,
            error,
        }
    }

    /// What helps to fill it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// As wide as what it takes: `w5`, `w10`, `w100`.
    #[must_use]
    pub fn width(mut self, class: &'static str) -> Self {
        self.width = class;
        self
    }

    /// Digits: phones show their number keys.
    #[must_use]
    pub fn digits(mut self) -> Self {
        self.inputmode = "numeric";
        self
    }

    /// A telephone number.
    #[must_use]
    pub fn phone(mut self) -> Self {
        self.control = Control::Line("tel");
        self
    }

    /// A day, typed: browsers' own pickers show it in the order of the browser's language, not the page's, and are
    /// slow by keyboard. `13/11/2020` and `13112020` are read alike.
    #[must_use]
    pub fn day(mut self) -> Self {
        self.inputmode = "numeric";
        self.width = "w10 num";
        if self.hint.is_empty() {
            self.hint = Cow::Borrowed(self.t.field_day_hint());
        }
        self
    }

    /// A password: never shown, never kept. Pasting is allowed.
    #[must_use]
    pub fn password(mut self) -> Self {
        self.control = Control::Line("password");
        self
    }

    /// What a browser may fill in: `name`, `tel`, `username`, `current-password`, `one-time-code`.
    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// What may be chosen as it is typed: the id of a `<datalist>` on the page.
    #[must_use]
    pub fn list(mut self, id: &'static str) -> Self {
        self.list = id;
        self
    }

    /// So many lines.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.control = Control::Area(rows);
        self
    }

    /// Assistive technology is told that it must be filled.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The label says that it may be left empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Typing begins here. One a page.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.autofocus = true;
        self
    }

    fn wrong(&self) -> bool {
        !self.error.is_empty()
    }

    fn secret(&self) -> bool {
        matches!(self.control, Control::Line("password"))
    }

    fn chosen(&self, choice: &Choice) -> bool {
        self.form.chosen(&self.name, &choice.value)
    }

    /// The attributes that every control has.
    fn attributes(&self) -> Html {
        let mut text = String::new();
        let mut put = |name: &str, value: &str| {
            text.push_str(&format!(r#" {name}="{}""#, crate::html::Escaped(value)));
        };
        let mut described = Vec::new();
        if !self.hint.is_empty() {
            described.push(format!("{}-h", self.id));
        }
        if self.wrong() {
            described.push(format!("{}-e", self.id));
            put("aria-invalid", "true");
        }
        if !described.is_empty() {
            put("aria-describedby", &described.join(" "));
        }
        for (name, value) in [
            ("class", self.width),
            ("inputmode", self.inputmode),
            ("autocomplete", self.autocomplete),
            ("list", self.list),
        ] {
            if !value.is_empty() {
                put(name, value);
            }
        }
        if self.required {
            // Not `required`: the browser's own bubbles speak its language, not the page's.
            put("aria-required", "true");
        }
        if self.autofocus && !self.form.wrong.iter().any(|_| true) {
            text.push_str(" autofocus");
        }
        Html::made(text)
    }
}
