//! Changes files at random and reads them: `cargo run --release -p paper --example fuzz -- COUNT [FIRST] [FILE…]`.
//! Without files, those in `tests/files` are the seeds. A reader that fails, or takes longer than two seconds, leaves
//! its file in `target/fuzz`. The same count and first number give the same files.

use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

/// Numbers at random, always the same ones (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

/// Pieces that readers have an eye on.
const WORDS: [&str; 60] = [
    "<w:p>",
    "</w:p>",
    "<w:r>",
    "</w:r>",
    "<w:tbl>",
    "<w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:vMerge/>",
    "<w:t>",
    "</w:t>",
    "<w:gridSpan w:val=\"4294967295\"/>",
    "<w:fldChar w:fldCharType=\"begin\"/>",
    "<w:footnoteReference w:id=\"2\"/>",
    "<w:txbxContent>",
    "<w:del>",
    "</w:del>",
    "&#x110000;",
    "&amp;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "xmlns:w=\"\"",
    "/>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<c r=\"ZZZ99999999\" t=\"s\"><v>-1</v></c>",
    "99999999999999999999",
    "-1",
    "1e308",
    "NaN",
    " 0 R",
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "stream",
    "endstream",
    "obj",
    "endobj",
    "/Kids[2 0 R]",
    "/Length 99999999",
    "/Filter/FlateDecode",
    "/W[0[1 2]3 99999 5]",
    " Tf ",
    " Tj ",
    " Do ",
    " cm ",
    " re f ",
    "BT ",
    " ET ",
    "\t",
    "|",
    "<sup>1</sup>",
    "<table><td rowspan=99999 colspan=99999>",
    "**",
    "[^1]:",
    "\u{309}",
    "\u{c}",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().ok_or("usage: fuzz COUNT [FIRST] [FILE…]")?.parse()?;
    let first: u64 = arguments.next().map_or(Ok(0), |n| n.parse())?;
    let mut paths: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    if paths.is_empty() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files");
        paths = std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        paths.sort();
    }
    let seeds: Vec<Seed> = paths.iter().map(|p| Seed::load(p)).collect::<Result<_, _>>()?;
    let hook = std::panic::take_hook();
    // What fails within the library is caught there too and is no failure of the reader.
    std::panic::set_hook(Box::new(|_| {}));
    let whole = kernel::clock::Stopwatch::start();
    let (mut read, mut failed, mut slow, mut longest) = (0u64, 0u64, 0u64, std::time::Duration::ZERO);
    for n in first..first + count {
        let mut dice = Dice(n.wrapping_mul(0x1234_5678_9ABC_DEF1));
        let seed = &seeds[dice.below(seeds.len())];
        let bytes = seed.changed(&mut dice);
        let watch = kernel::clock::Stopwatch::start();
        let result = catch_unwind(AssertUnwindSafe(|| answered(&bytes, &seed.name, &mut dice)));
        let took = watch.elapsed();
        longest = longest.max(took);
        read += u64::from(matches!(result, Ok(true)));
        let late = took.as_secs() >= 2;
        slow += u64::from(late);
        failed += u64::from(result.is_err());
        if result.is_err() || late {
            let folder = PathBuf::from("target/fuzz");
            std::fs::create_dir_all(&folder)?;
            std::fs::write(folder.join(format!("{n}-{}", seed.name)), &bytes)?;
        }
    }
    std::panic::set_hook(hook);
    writeln!(
        std::io::stdout(),
        "{count} files of {} seeds in {:?}: {read} read, {} refused, {failed} failed, {slow} slow, longest {longest:?}",
        seeds.len(),
        whole.elapsed(),
        count - read - failed
    )?;
    if failed + slow > 0 { Err("see target/fuzz".into()) } else { Ok(()) }
}

/// Reads a file, and writes a comment somewhere into it where that can be done. Says whether it was read.
fn answered(bytes: &[u8], name: &str, dice: &mut Dice) -> bool {
    let limits = paper::Limits { unpacked: 8 << 20, steps: 2_000_000, ..paper::Limits::default() };
    let Ok(document) = paper::read_within(bytes, name, &limits) else { return false };
    for paragraph in document.paragraphs() {
        assert!(
            paragraph.notes.iter().all(|m| paragraph.text.is_char_boundary(m.at)),
            "a mark within a letter"
        );
    }
    if document.format == paper::Format::Docx {
        let all: Vec<&paper::Paragraph> = document.paragraphs().collect();
        let paragraph = all[dice.below(all.len())];
        let mut places: Vec<usize> = paragraph.text.char_indices().map(|(at, _)| at).collect();
        places.push(paragraph.text.len());
        let (a, b) = (places[dice.below(places.len())], places[dice.below(places.len())]);
        let span = paper::Span { block: paragraph.id, bytes: a.min(b)..a.max(b) };
        let comment = paper::docx::Comment {
            span,
            author: "a".into(),
            initials: "a".into(),
            text: "b".into(),
            at: kernel::Instant(0),
        };
        if let Ok(after) = paper::docx::comment(bytes, &[comment]) {
            let again = paper::read(&after, name).expect("what was read is read with a comment in it too");
            let texts = |d: &paper::Document| d.paragraphs().map(|p| p.text.clone()).collect::<Vec<_>>();
            assert_eq!(texts(&document), texts(&again), "a comment changes nothing that is read");
        }
    }
    true
}

/// A file to begin with.
struct Seed {
    name: String,
    bytes: Vec<u8>,
    /// The parts of an archive.
    parts: Vec<(String, Vec<u8>)>,
}

impl Seed {
    fn load(path: &PathBuf) -> Result<Self, Box<dyn std::error::Error>> {
        let bytes = std::fs::read(path)?;
        let mut parts = Vec::new();
        if let Ok(mut archive) = ZipArchive::new(Cursor::new(&bytes)) {
            for at in 0..archive.len() {
                let Ok(mut file) = archive.by_index(at) else { continue };
                let mut content = Vec::new();
                if file.read_to_end(&mut content).is_ok() {
                    parts.push((file.name()?.into_owned(), content));
                }
            }
        }
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self { name, bytes, parts })
    }

    /// The file with some bytes changed; in an archive mostly within a part.
    fn changed(&self, dice: &mut Dice) -> Vec<u8> {
        if self.parts.is_empty() || dice.below(8) == 0 {
            let mut bytes = self.bytes.clone();
            change(&mut bytes, dice);
            return bytes;
        }
        let mut parts = self.parts.clone();
        for _ in 0..=dice.below(2) {
            let at = dice.below(parts.len());
            change(&mut parts[at].1, dice);
        }
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .last_modified_time(DateTime::default());
        for (name, content) in &parts {
            if out.start_file(name.as_str(), options).is_ok() {
                drop(out.write_all(content));
            }
        }
        out.finish().map(Cursor::into_inner).unwrap_or_default()
    }
}

/// Changes a few places: bytes, pieces left out or doubled, pieces put in.
fn change(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len());
        let to = (at + 1 + dice.below(80)).min(bytes.len());
        match dice.below(7) {
            0 if !bytes.is_empty() => bytes[at] = u8::try_from(dice.below(256)).unwrap_or(0),
            1 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            2 => drop(bytes.drain(at..to)),
            3 => {
                let piece = bytes[at..to].to_vec();
                let place = dice.below(bytes.len() + 1);
                drop(bytes.splice(place..place, piece));
            }
            4 | 5 => drop(bytes.splice(at..at, WORDS[dice.below(WORDS.len())].bytes())),
            _ => {
                if dice.below(12) == 0 {
                    bytes.truncate(at);
                } else if let Some(digit) = bytes.iter().skip(at).position(u8::is_ascii_digit) {
                    bytes[at + digit] = b'0' + u8::try_from(dice.below(10)).unwrap_or(0);
                }
            }
        }
    }
}
