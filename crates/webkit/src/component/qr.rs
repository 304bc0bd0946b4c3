//! QR codes: what a slip of paper leads to. Square corners, four modules of quiet, dark on white in every theme.

use askama::Template;
use kernel::{Fault, Result};
use qrcode::{Color, EcLevel, QrCode};

/// A code.
#[derive(Template)]
#[template(path = "c/qr.html")]
pub struct Qr {
    side: usize,
    path: String,
    words: String,
}

impl askama::filters::HtmlSafe for Qr {}

const QUIET: usize = 4;

impl Qr {
    /// The code of an address. `words` says what it leads to.
    ///
    /// # Errors
    /// The address is longer than any code holds.
    pub fn of(address: &str, words: impl Into<String>) -> Result<Self> {
        let code = QrCode::with_error_correction_level(address, EcLevel::M)
            .map_err(|e| Fault::because("drawing a QR code", e))?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            while x < width {
                let run = row[x..].iter().take_while(|c| **c == Color::Dark).count();
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
                }
                x += run.max(1);
            }
        }
        Ok(Self { side: width + 2 * QUIET, path, words: words.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_no_style() {
        let qr = Qr::of("https://dvc.example/h/X99.11-201118-0047-K2", "Mã QR").unwrap();
        let html = qr.to_string();
        assert!(html.starts_with("<svg class=\"qr\"") && html.contains("M4 4h7"), "{html}");
        assert!(!html.contains("style=") && html.len() < 9_000, "{}", html.len());
    }
}
