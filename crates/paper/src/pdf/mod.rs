//! PDF
use crate::{document::*, limits::Meter, refused::Refused};
pub(crate) fn read(_: &[u8], _: &mut Meter) -> Result<Document, Refused> { Err(Refused::Scan) }
