//! Archives of Office: parts by name, each unpacked within bounds.

use crate::document::Format;
use crate::limits::Meter;
use crate::refused::{Much, Refused};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// An archive that is read part by part.
pub(crate) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Package<'b> {
    pub(crate) fn open(bytes: &'b [u8], meter: &Meter) -> Result<Self, Refused> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Broken(Format::Docx))?;
        if archive.len() > meter.left().entries {
            return Err(Refused::TooMuch(Much::Entries));
        }
        Ok(Self { archive })
    }

    /// What kind of document the archive is, by the parts that every one of the kind has.
    pub(crate) fn format(&mut self) -> Result<Format, Refused> {
        if self.find("word/document.xml").is_some() || self.any(|n| n.starts_with("word/")) {
            return Ok(Format::Docx);
        }
        if self.any(|n| n.starts_with("xl/")) {
            return Ok(Format::Xlsx);
        }
        if self.any(|n| n == "mimetype" || n.starts_with("ppt/")) {
            return Err(Refused::OtherOffice);
        }
        Err(if self.any(|n| n == "[content_types].xml") {
            Refused::Broken(Format::Docx)
        } else {
            Refused::UnknownFormat
        })
    }

    fn any(&self, is: impl Fn(&str) -> bool) -> bool {
        self.archive.file_names().any(|n| n.is_ok_and(|n| is(&n.to_ascii_lowercase())))
    }

    /// The place of a part. Names of parts are the same whatever the case of their letters.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches('/');
        self.archive.index_for_name(name).or_else(|| {
            let same = |n: &[u8]| n.eq_ignore_ascii_case(name.as_bytes());
            self.archive.file_names_raw().position(same)
        })
    }

    /// A part unpacked; none where there is no such part.
    pub(crate) fn part(
        &mut self,
        name: &str,
        format: Format,
        meter: &mut Meter,
    ) -> Result<Option<Vec<u8>>, Refused> {
        let Some(at) = self.find(name) else { return Ok(None) };
        self.unpack(at, format, meter).map(Some)
    }

    fn unpack(&mut self, at: usize, format: Format, meter: &mut Meter) -> Result<Vec<u8>, Refused> {
        let left = meter.left().unpacked;
        let file = self.archive.by_index(at).map_err(|e| match e {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => {
                Refused::Encrypted(format)
            }
            _ => Refused::Broken(format),
        })?;
        let mut part = Vec::new();
        let bound = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
        file.take(bound).read_to_end(&mut part).map_err(|_| Refused::Broken(format))?;
        meter.unpacked(part.len())?;
        Ok(part)
    }

    /// A part as text; none where there is no such part. Office writes UTF-8.
    pub(crate) fn xml(
        &mut self,
        name: &str,
        format: Format,
        meter: &mut Meter,
    ) -> Result<Option<String>, Refused> {
        let Some(part) = self.part(name, format, meter)? else { return Ok(None) };
        String::from_utf8(part).map(Some).map_err(|_| Refused::Broken(format))
    }

    pub(crate) fn archive(&mut self) -> &mut ZipArchive<Cursor<&'b [u8]>> {
        &mut self.archive
    }
}
