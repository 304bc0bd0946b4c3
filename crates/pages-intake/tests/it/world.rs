//! The tests' province with papers for its procedures.

use catalogue::{Component, PaperKind, keep_components};
use kernel::Actor;
use pages_account::testing::{Browser, Said, World};

/// A world in which the marriage asks for four papers, of which the last is optional.
pub(crate) fn world(db: &store::Db) -> World {
    with(World::new(db, pages_intake::routes()))
}

pub(crate) fn with(world: World) -> World {
    let paper = |no: i64, name: &str, copies: i64, required: bool| Component {
        no,
        name: name.into(),
        kind: PaperKind::Original,
        copies,
        required,
        illustrative: true,
    };
    let list = vec![
        paper(1, "Tờ khai đăng ký kết hôn", 1, true),
        paper(2, "Ảnh chân dung", 2, true),
        paper(3, "Giấy xác nhận tình trạng hôn nhân", 1, true),
        paper(4, "Văn bản ủy quyền", 1, false),
    ];
    let procedure = world.procedures[1];
    world.as_actor(Actor::SYSTEM, move |tx, ctx| keep_components(tx, ctx, procedure, &list)).unwrap();
    world
}

/// Fields of a good intake of a marriage at the commune's desk, with a form's own key.
pub(crate) fn good(form: &str) -> Vec<(&str, &str)> {
    vec![
        ("act", "save"),
        ("form", form),
        ("name", "Nguyễn Thị Hoa"),
        ("card", "096 000 000 001"),
        ("phone", "0912 345 678"),
        ("address", "Ấp 1, Xã Ba"),
        ("procedure", "Đăng ký kết hôn"),
        ("code", "1.000020"),
        ("parts_of", "1.000020"),
        ("all", "1"),
        ("channel", "counter"),
        ("result_by", "counter"),
        ("note", "đến cùng chồng"),
    ]
}

/// The same with some fields otherwise.
pub(crate) fn but<'a>(
    fields: &[(&'a str, &'a str)],
    changed: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<_> =
        fields.iter().filter(|(n, _)| !changed.iter().any(|(c, _)| c == n)).copied().collect();
    all.extend(changed.iter().filter(|(_, v)| !v.is_empty()));
    all
}

/// The key of an empty form.
pub(crate) fn key(browser: &mut Browser, page: &str) -> String {
    browser.get(page).field("form").unwrap()
}

/// The dossiers of the first commune.
pub(crate) fn dossiers(world: &World) -> Vec<dossier::listing::Item> {
    let unit = world.units[3];
    world.db.read(|tx| dossier::listing::newest(tx, unit, None, 300)).unwrap()
}

/// What stands in a field of a page.
pub(crate) fn value(said: &Said, id: &str) -> String {
    let text = said.text();
    let at = text.find(&format!(r#"id="{id}""#)).unwrap_or_else(|| panic!("no field {id}"));
    let tag = &text[at..at + text[at..].find('>').unwrap()];
    let from = tag.find(r#"value=""#).map(|v| v + 7).unwrap();
    tag[from..from + tag[from..].find('"').unwrap()].to_owned()
}
