//! A minimal valid folder, to start a province from.

use std::io;
use std::path::Path;

const FILES: &[(&str, &str)] = &[
    ("province.toml", include_str!("../template/province.toml")),
    ("units.csv", include_str!("../template/units.csv")),
    ("successions.csv", include_str!("../template/successions.csv")),
    ("holidays.csv", include_str!("../template/holidays.csv")),
    ("processes.csv", include_str!("../template/processes.csv")),
    ("procedures.csv", include_str!("../template/procedures.csv")),
    ("components.csv", include_str!("../template/components.csv")),
    ("forms/annex-3.toml", include_str!("../template/forms/annex-3.toml")),
];

/// Writes the folder.
///
/// # Errors
/// When the folder is there and not empty, or cannot be written.
pub fn write(dir: &Path) -> io::Result<()> {
    if dir.exists() && std::fs::read_dir(dir)?.next().is_some() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the folder is not empty"));
    }
    for (name, text) in FILES {
        let path = dir.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
