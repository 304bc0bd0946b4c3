//! Files that once made a reader fail, or that are seeds for finding such files: none of them does.

use std::path::PathBuf;

#[test]
fn every_saved_file_gets_an_answer() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match paper::read(&bytes, &name) {
            Ok(document) => {
                assert!(!name.starts_with("refused-"), "{name}: {} paragraphs", document.paragraphs().count())
            }
            Err(refused) => {
                assert!(!refused.vi().is_empty() && !name.starts_with("read-"), "{name}: {refused}")
            }
        }
        seen += 1;
    }
    assert!(seen > 5);
}
