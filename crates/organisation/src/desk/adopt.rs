//! Units under an ended one come under its heir.

use crate::directory::Directory;
use crate::model::UnitVersion;
use crate::store;
use ::store::Tx;
use kernel::{Day, Result, UnitId};

/// One of the two hierarchies.
type Above = fn(&UnitVersion) -> Option<UnitId>;

/// Gives every version that holds on `on` or later, and stands under an ended unit, its new parents. What begins
/// on `on` or later by an earlier decision is amended.
pub(super) fn adopt(
    tx: &mut Tx,
    directory: &Directory,
    ended: &[UnitId],
    heir: UnitId,
    on: Day,
) -> Result<()> {
    let mut left: Vec<&UnitVersion> =
        directory.all_versions().filter(|v| v.overlaps(on, None) && !ended.contains(&v.unit)).collect();
    left.sort_by_key(|v| (v.position, v.unit, v.valid_from));
    for v in left {
        let parent = |above: Above| {
            if v.unit == heir {
                own_place(directory, ended, v, above, v.valid_from.max(on))
            } else {
                above(v).map(|p| if ended.contains(&p) { heir } else { p })
            }
        };
        let (command, territory) = (parent(|v| v.command), parent(|v| v.territory));
        if (command, territory) != (v.command, v.territory) {
            let new = UnitVersion { valid_from: v.valid_from.max(on), command, territory, ..v.clone() };
            store::revise(tx, v, &new)?;
        }
    }
    Ok(())
}

/// Where the heir stands: where it stood, unless an ended unit is above it at any height. Then it takes the place
/// of the highest of them, for what lies between comes under the heir.
fn own_place(
    directory: &Directory,
    ended: &[UnitId],
    heir: &UnitVersion,
    above: Above,
    day: Day,
) -> Option<UnitId> {
    let mut place = above(heir);
    let mut next = place;
    // No line is longer than there are units; a longer one would be a cycle, which is refused elsewhere.
    for _ in 0..directory.units().count() {
        let Some(unit) = next else { break };
        next = directory.version_at(unit, day).and_then(above);
        if ended.contains(&unit) {
            place = next;
        }
    }
    place
}
