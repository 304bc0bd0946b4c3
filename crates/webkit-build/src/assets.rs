//! Assets: named by their digest, compressed once.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// A name and what becomes of it.
struct File {
    name: String,
    hashed: String,
    bytes: Vec<u8>,
}

/// Writes the files and their table.
pub(crate) fn generate(folder: &Path, out: &Path) -> Result<(), String> {
    let files = hashed(read(folder)?);
    let into = out.join("assets");
    std::fs::create_dir_all(&into).map_err(|e| e.to_string())?;
    let mut constants = String::new();
    let mut table = String::new();
    for file in &files {
        let compressed = squeeze(file)?;
        crate::write_changed(&into.join(&file.name), &file.bytes);
        // Writing to a string cannot fail.
        let _ = write!(
            constants,
            "/// Where `{}` is served.\npub const {}: &str = \"/assets/{}\";\n",
            file.name,
            constant(&file.name),
            file.hashed
        );
        let packed = |kind: &str, bytes: &Option<Vec<u8>>| match bytes {
            None => "None".to_owned(),
            Some(bytes) => {
                crate::write_changed(&into.join(format!("{}.{kind}", file.name)), bytes);
                format!("Some(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/assets/{}.{kind}\")))", file.name)
            }
        };
        let (br, gz) = (packed("br", &compressed.0), packed("gz", &compressed.1));
        let _ = writeln!(
            table,
            "    ::webkit::asset::Asset {{ name: {:?}, path: {}, kind: {:?}, plain: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/assets/{}\")), br: {br}, gz: {gz} }},",
            file.name,
            constant(&file.name),
            kind(&file.name),
            file.name,
        );
    }
    let text = format!(
        "{constants}/// Every asset of this crate.\npub static ASSETS: &[::webkit::asset::Asset] = &[\n{table}];\n"
    );
    crate::write_changed(&out.join("assets.rs"), text.as_bytes());
    Ok(())
}

fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut files = BTreeMap::new();
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|e| e.to_string())?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()).filter(|_| path.is_file()) else {
            continue;
        };
        files.insert(name.to_owned(), std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?);
    }
    Ok(files)
}

/// Gives each file its name. Style sheets come last: their own digest covers the names they point at.
fn hashed(files: BTreeMap<String, Vec<u8>>) -> Vec<File> {
    let (sheets, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name.ends_with(".css"));
    let mut done: Vec<File> = Vec::new();
    for (name, bytes) in others.into_iter().chain(sheets) {
        let bytes = if name.ends_with(".css") { repoint(&bytes, &done) } else { bytes };
        let digest = Sha256::digest(&bytes);
        let short: String = digest.iter().take(5).fold(String::new(), |text, b| text + &format!("{b:02x}"));
        let (stem, end) = name.rsplit_once('.').unwrap_or((&name, "bin"));
        done.push(File { hashed: format!("{stem}.{short}.{end}"), name, bytes });
    }
    done.sort_by(|a, b| a.name.cmp(&b.name));
    done
}

fn repoint(sheet: &[u8], files: &[File]) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(sheet).into_owned();
    for file in files {
        text = text.replace(&format!("url({})", file.name), &format!("url({})", file.hashed));
    }
    text.into_bytes()
}

fn constant(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

/// Brotli and gzip, where they are worth it. Fonts are compressed already.
type Squeezed = (Option<Vec<u8>>, Option<Vec<u8>>);

fn squeeze(file: &File) -> Result<Squeezed, String> {
    if file.name.ends_with(".woff2") || file.name.ends_with(".png") {
        return Ok((None, None));
    }
    let mut br = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut file.bytes.as_slice(), &mut br, &parameters).map_err(|e| e.to_string())?;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(&file.bytes).map_err(|e| e.to_string())?;
    let gz = gz.finish().map_err(|e| e.to_string())?;
    let worth = |bytes: Vec<u8>| (bytes.len() + 64 < file.bytes.len()).then_some(bytes);
    Ok((worth(br), worth(gz)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_points_at_hashed_names_and_is_renamed_when_they_change() {
        let sheet = b"a{background:url(tide.svg)}".to_vec();
        let name = |art: &[u8]| {
            let files =
                BTreeMap::from([("tide.svg".into(), art.to_vec()), ("core.css".into(), sheet.clone())]);
            let files = hashed(files);
            let sheet = files.iter().find(|f| f.name == "core.css").unwrap();
            let art = files.iter().find(|f| f.name == "tide.svg").unwrap();
            assert!(String::from_utf8_lossy(&sheet.bytes).contains(&format!("url({})", art.hashed)));
            sheet.hashed.clone()
        };
        assert_ne!(name(b"one"), name(b"two"));
        assert_eq!(name(b"one"), name(b"one"));
    }

    #[test]
    fn what_compresses_is_compressed_and_a_table_names_every_file() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(from.path().join("long.css"), "a{color:red}".repeat(100)).unwrap();
        std::fs::write(from.path().join("f.woff2"), [7u8; 900]).unwrap();
        generate(from.path(), to.path()).unwrap();
        let text = std::fs::read_to_string(to.path().join("assets.rs")).unwrap();
        assert!(text.contains("pub const LONG_CSS: &str = \"/assets/long."), "{text}");
        assert!(to.path().join("assets/long.css.br").exists());
        assert!(!to.path().join("assets/f.woff2.br").exists());
    }
}
