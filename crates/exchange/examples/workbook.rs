//! How long the whole catalogue takes as a workbook: written, looked at, published, on both engines.
//! `cargo run --release -p exchange --example workbook`; PostgreSQL where `MOTCUA_TEST_PG` names a server.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that nobody but its reader depends on"
)]
#![allow(dead_code, reason = "the tests' world has more than is measured")]

#[path = "../tests/it/book.rs"]
mod book;
#[path = "../tests/it/world.rs"]
mod world;

use kernel::clock::Stopwatch;
use store::Engine;
use store::testing::TestDb;

fn main() {
    let mut engines = vec![Engine::Sqlite];
    if std::env::var_os("MOTCUA_TEST_PG").is_some() {
        engines.push(Engine::Postgres);
    }
    for engine in engines {
        let db = TestDb::on(engine, &world::schema());
        let timed = |what: &str, work: &mut dyn FnMut()| {
            let watch = Stopwatch::start();
            work();
            println!("{:10} {what:48} {:6.2} s", engine.name(), watch.elapsed().as_secs_f64());
        };
        world::filled(&db, [1_537, 296, 130]);
        let mut bytes = Vec::new();
        timed("written", &mut || bytes = world::exported(&db));
        println!("{:10} {} bytes", engine.name(), bytes.len());
        timed("looked at, nothing different", &mut || assert!(world::looked(&db, &bytes, None).nothing()));
        let mut draft = book::Draft::of(&bytes);
        for row in 2..=1_964 {
            draft.text("Thủ tục", &format!("B{row}"), &format!("Tên đã sửa {row}"));
        }
        let changed = draft.save();
        let asked = world::asked("77/QĐ-UBND");
        timed("looked at, all 1,963 different", &mut || {
            assert_eq!(world::looked(&db, &changed, Some(&asked)).changes.len(), 1_963);
        });
        timed("published, all 1,963 different", &mut || {
            assert_eq!(world::published(&db, &changed, Some(asked.clone())).unwrap().amended, 1_963);
        });
        timed("published again, nothing different", &mut || {
            assert!(world::published(&db, &changed, Some(asked.clone())).unwrap().nothing());
        });
    }
}
