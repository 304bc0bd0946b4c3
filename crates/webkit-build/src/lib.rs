//! What the build script of a crate with pages calls. See the README for how messages are written.

mod assets;
mod locale;
mod message;

pub use locale::{Words, generate as generate_words, mistakes};

use std::path::{Path, PathBuf};

/// Turns `locale/vi.toml` and `locale/en.toml` of the crate being built into `$OUT_DIR/locale.rs`, which declares
/// `T`. Ends the build when the two do not agree, or when a key is used nowhere.
pub fn locale() {
    let root = crate_root();
    for watched in ["locale", "src", "templates"] {
        rerun(&root.join(watched));
    }
    let words = Words::read(&root.join("locale")).unwrap_or_else(|why| fail(&[why]));
    let sources = sources(&root);
    let wrong = mistakes(&words, &sources);
    if !wrong.is_empty() {
        fail(&wrong);
    }
    write_changed(&out_dir().join("locale.rs"), generate_words(&words).as_bytes());
}

/// Turns the folder `assets` of the crate being built into `$OUT_DIR/assets.rs`: a constant with the address of each
/// file, and the table `ASSETS`.
pub fn assets() {
    let folder = crate_root().join("assets");
    rerun(&folder);
    if let Err(why) = assets::generate(&folder, &out_dir()) {
        fail(&[why]);
    }
}

fn crate_root() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default()
}

fn out_dir() -> PathBuf {
    std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default()
}

/// Everything that may call a message: Rust and templates, glued together.
fn sources(root: &Path) -> String {
    let mut text = String::new();
    let mut folders = vec![root.join("src"), root.join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
                text.push('\n');
            }
        }
    }
    text
}

/// Writes a file only when its bytes differ: an untouched file rebuilds nothing.
fn write_changed(path: &Path, bytes: &[u8]) {
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return;
    }
    if let Err(e) = std::fs::write(path, bytes) {
        fail(&[format!("{}: {e}", path.display())]);
    }
}

#[expect(clippy::print_stdout, reason = "a build script talks to cargo on standard output")]
fn rerun(path: &Path) {
    println!("cargo:rerun-if-changed={}", path.display());
}

#[expect(clippy::print_stderr, reason = "cargo shows what a failed build script wrote to standard error")]
fn fail(why: &[String]) -> ! {
    eprintln!("\n{}\n", why.join("\n"));
    std::process::exit(1)
}
