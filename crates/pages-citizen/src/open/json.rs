//! The catalogue as JSON: the columns of the CSV, and what no table holds: cases, papers, fees, legal bases.

use super::columns::{COLUMNS, Of, Row, cells};
use crate::locale::T;
use crate::shelf::illustrative;
use catalogue::{Revision, Use};
use kernel::{Fault, Result};
use serde_json::{Map, Value, json};
use sheet::Cell;
use std::sync::Arc;
use store::Tx;
use webkit::Lang;

/// The whole file.
pub(super) fn written(tx: &mut Tx<'_>, of: &Of<'_>, in_force: &[&Arc<Revision>]) -> Result<Vec<u8>> {
    let (vi, en) = (T(Lang::Vi), T(Lang::En));
    let meaning = |t: T| -> Map<String, Value> {
        COLUMNS.iter().map(|c| (c.name.to_owned(), Value::from((c.meaning)(t)))).collect()
    };
    let broken = |e| Fault::because("writing the open data", e);
    let procedures = in_force.iter().map(|r| procedure(of, r)).collect::<serde_json::Result<Vec<_>>>();
    let file = json!({
        "province": catalogue::settings::need(tx, "name")?,
        "as_of": of.day.to_string(),
        "licence": { "vi": vi.open_licence(), "en": en.open_licence() },
        "illustrative": illustrative(tx, Lang::Vi)?,
        "columns": { "vi": meaning(vi), "en": meaning(en) },
        "procedures": procedures.map_err(broken)?,
    });
    Ok(serde_json::to_vec(&file).map_err(broken)?)
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => match text.as_str() {
            "yes" => Value::Bool(true),
            "no" => Value::Bool(false),
            _ => Value::String(text),
        },
        Cell::Whole(n) => n.into(),
        Cell::Decimal(n) => n.into(),
        Cell::Day(day) => day.to_string().into(),
        Cell::Moment(at) => at.to_string().into(),
    }
}

fn procedure(of: &Of<'_>, r: &Revision) -> serde_json::Result<Value> {
    let names = COLUMNS.iter().map(|c| c.name.to_owned());
    let mut object: Map<String, Value> = names.zip(cells(&Row::new(of, r)).into_iter().map(value)).collect();
    let catalogue = &of.reference.catalogue;
    let details = catalogue.details(r.procedure, r.revision);
    let uses: &[Use] = details.map_or(&[], |d| &d.uses);
    let papers = catalogue.components(r.procedure, r.revision).iter().enumerate().map(|(at, c)| {
        let usage = uses.get(at).copied().unwrap_or_default();
        json!({
            "name": c.name, "kind": c.kind.word(), "copies": c.copies, "required": c.required,
            "case": usage.case_no, "reusable": usage.reusable,
        })
    });
    object.insert("papers".into(), papers.collect());
    // Lists in place of the sentences of the CSV; nothing where nobody has said it.
    object.remove("charges");
    let list = |value: Option<serde_json::Result<Value>>| value.transpose().map(Option::unwrap_or_default);
    object.insert("cases".into(), list(details.map(|d| serde_json::to_value(&d.cases)))?);
    object.insert("fees".into(), list(details.map(|d| serde_json::to_value(&d.fees)))?);
    object.insert("bases".into(), list(details.map(|d| serde_json::to_value(&d.bases)))?);
    Ok(Value::Object(object))
}
