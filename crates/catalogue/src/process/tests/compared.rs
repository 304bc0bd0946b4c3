//! What a process says differently from the one before.

use super::{at_once, last, process, shared, step};
use crate::process::{Change, Part, Place, Power, Step};
use kernel::UnitId;

#[test]
fn steps_that_came_went_moved_and_changed_are_told_apart() {
    let role = |name: &str, role: &str, minutes| Step { role: role.into(), ..step(name, minutes) };
    let before = process(vec![role("a", "A", 60), role("b", "B", 60), role("c", "C", 60), last(60)]);
    let now = process(vec![
        role("a", "A", 90),
        role("c", "C", 60),
        role("b", "B", 60),
        role("e", "E", 30),
        last(60),
    ]);
    assert_eq!(
        now.changes_since(&before),
        [
            Change::Altered { was: 1, now: 1, parts: vec![Part::Allotment] },
            Change::Altered { was: 3, now: 2, parts: vec![Part::Order] },
            Change::Altered { was: 2, now: 3, parts: vec![Part::Order] },
            Change::Added(4),
        ]
    );
    assert_eq!(before.changes_since(&now)[3], Change::Removed(4));
}

#[test]
fn a_step_that_is_renamed_is_known_by_who_does_it() {
    let before = process(vec![Step { role: "Trưởng phòng".into(), ..step("Xem", 60) }, last(60)]);
    let now = process(vec![Step { role: "Trưởng phòng".into(), ..step("Kiểm tra dự thảo", 60) }, last(60)]);
    assert_eq!(now.changes_since(&before), [Change::Altered { was: 1, now: 1, parts: vec![Part::Name] }]);
}

#[test]
fn every_part_of_a_step_is_compared() {
    let was = step("Thẩm định", 60);
    let cases: [(Step, Part); 7] = [
        (Step { role: "Khác".into(), ..was.clone() }, Part::Role),
        (Step { place: Place::Unit(UnitId(3)), ..was.clone() }, Part::Place),
        (shared("Thẩm định", 10), Part::Allotment),
        (Step { settles: true, ..was.clone() }, Part::Settles),
        (at_once("x", was.clone()), Part::Group),
        (Step { may: vec![Power::Refuse], ..was.clone() }, Part::May),
        (Step { produces: "Biên bản".into(), ..was.clone() }, Part::Produces),
    ];
    for (now, part) in cases {
        let changes = process(vec![now]).changes_since(&process(vec![was.clone()]));
        assert_eq!(changes, [Change::Altered { was: 1, now: 1, parts: vec![part] }], "{part}");
    }
}
