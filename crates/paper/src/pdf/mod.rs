//! PDF with a text layer: letters with their places become lines, tables and paragraphs.

mod build;
mod cmap;
mod columns;
mod font;
mod grid;
mod lines;
mod names;
mod notes;
mod page;

use crate::document::{Document, Format};
use crate::limits::Meter;
use crate::refused::{Much, Refused};
use lopdf::{Dictionary, LoadOptions, Object, ObjectId, Stream};
use page::{Matrix, Pages, Shown};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;

/// Reads a PDF.
pub(crate) fn read(bytes: &[u8], meter: &mut Meter) -> Result<Document, Refused> {
    // Whoever made the file, a mistake of the library's must not end the program.
    let read = std::panic::catch_unwind(AssertUnwindSafe(|| read_pages(bytes, meter)));
    read.unwrap_or(Err(Refused::Broken(Format::Pdf)))
}

fn read_pages(bytes: &[u8], meter: &mut Meter) -> Result<Document, Refused> {
    let options =
        LoadOptions { max_decompressed_size: Some(meter.left().unpacked / 2), ..LoadOptions::default() };
    let pdf = lopdf::Document::load_mem_with_options(bytes, options).map_err(|e| match e {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => Refused::Encrypted(Format::Pdf),
        e if is_bomb(&e) => Refused::TooMuch(Much::Unpacked),
        _ => Refused::Broken(Format::Pdf),
    })?;
    if pdf.is_encrypted() {
        return Err(Refused::Encrypted(Format::Pdf));
    }
    if pdf.objects.len() > meter.left().entries.saturating_mul(100) {
        return Err(Refused::TooMuch(Much::Entries));
    }
    let ids: Vec<ObjectId> = pdf.page_iter().collect();
    if ids.is_empty() {
        return Err(Refused::Broken(Format::Pdf));
    }
    let mut pages = Pages { pdf: &pdf, meter, fonts: HashMap::new() };
    let mut shown = Vec::with_capacity(ids.len().min(2_000));
    let (mut letters, mut unknown) = (0, 0);
    for id in ids {
        pages.meter.page()?;
        let page = page(&mut pages, id)?;
        letters += page.glyphs.iter().filter(|g| !g.text.trim().is_empty()).count();
        unknown += page.unknown;
        shown.push(page);
    }
    if unknown > letters {
        return Err(Refused::Unreadable);
    }
    // A stamp or a page number on a scan is no text layer.
    if letters < 20 * shown.len().min(10) {
        return Err(Refused::Scan);
    }
    let document = build::document(shown, pages.meter)?;
    if document.says_something() { Ok(document) } else { Err(Refused::Scan) }
}

fn page(pages: &mut Pages<'_, '_>, id: ObjectId) -> Result<Shown, Refused> {
    let pdf = pages.pdf;
    let mut shown = Shown::default();
    let Ok(dict) = pdf.get_dictionary(id) else { return Ok(shown) };
    let mut content = Vec::new();
    for part in pdf.get_page_contents(id).into_iter().take(2_000) {
        if let Ok(Object::Stream(stream)) = pdf.get_object(part) {
            content.extend(unpacked(stream, pages.meter)?);
            content.push(b'\n');
        }
    }
    let resources = inherited(pdf, dict, b"Resources").and_then(|r| r.as_dict().ok());
    let turned = inherited(pdf, dict, b"Rotate").and_then(|r| r.as_i64().ok()).unwrap_or(0).rem_euclid(360);
    let ctm: Matrix = match turned {
        90 => [0.0, -1.0, 1.0, 0.0, 0.0, 0.0],
        180 => [-1.0, 0.0, 0.0, -1.0, 0.0, 0.0],
        270 => [0.0, 1.0, -1.0, 0.0, 0.0, 0.0],
        _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    };
    pages.run(&content, resources, ctm, 0, &mut shown)?;
    Ok(shown)
}

/// What a page says itself, or the tree that it belongs to.
fn inherited<'p>(pdf: &'p lopdf::Document, dict: &'p Dictionary, key: &[u8]) -> Option<&'p Object> {
    let mut at = dict;
    for _ in 0..64 {
        if let Ok(found) = at.get_deref(key, pdf) {
            return Some(found);
        }
        at = at.get_deref(b"Parent", pdf).and_then(Object::as_dict).ok()?;
    }
    None
}

/// A stream unpacked within bounds; one that cannot be unpacked says nothing.
fn unpacked(stream: &Stream, meter: &mut Meter) -> Result<Vec<u8>, Refused> {
    let left = meter.left().unpacked;
    match stream.get_plain_content_with_limit(left) {
        Ok(content) => {
            meter.unpacked(content.len())?;
            Ok(content)
        }
        Err(e) if is_bomb(&e) => Err(Refused::TooMuch(Much::Unpacked)),
        Err(_) => Ok(Vec::new()),
    }
}

/// Whether a stream was larger than it may be.
fn is_bomb(error: &lopdf::Error) -> bool {
    use lopdf::DecompressError::{MemoryLimitExceeded, TooManyFilters};
    matches!(error, lopdf::Error::Decompress(MemoryLimitExceeded { .. } | TooManyFilters { .. }))
}
