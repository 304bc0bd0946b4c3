//! XLSX
use crate::{document::*, limits::Meter, refused::Refused, package::Package};
pub(crate) fn read(_: &[u8], _: &mut Package<'_>, _: &mut Meter) -> Result<Document, Refused> { Err(Refused::Scan) }
