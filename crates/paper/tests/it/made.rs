//! Files made by hand, so that a test says what is in them.

use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
                 xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
                 xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
                 xmlns:v=\"urn:schemas-microsoft-com:vml\"";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An archive of parts.
pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, bytes) in parts {
        out.start_file(*name, options).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// The parts of an archive, unpacked.
pub(crate) fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// The parts of an archive as they are packed.
pub(crate) fn packed(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index_raw(at).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// A part of an archive as text.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let found = parts(bytes).into_iter().find(|p| p.0 == name);
    String::from_utf8(found.unwrap_or_else(|| panic!("no {name}")).1).unwrap()
}

/// A document of Word.
#[derive(Default, Clone)]
pub(crate) struct Docx {
    pub(crate) body: String,
    pub(crate) footnotes: String,
    pub(crate) styles: String,
    pub(crate) numbering: String,
    pub(crate) header: String,
    pub(crate) comments: String,
}

impl Docx {
    pub(crate) fn of(body: &str) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut all = vec![(
            "word/document.xml",
            format!("{HEAD}<w:document {W}><w:body>{}<w:sectPr/></w:body></w:document>", self.body),
        )];
        let mut relations = String::new();
        let mut types = String::new();
        for (name, kind, root, content) in [
            ("footnotes", "footnotes", "footnotes", &self.footnotes),
            ("styles", "styles", "styles", &self.styles),
            ("numbering", "numbering", "numbering", &self.numbering),
            ("header1", "header", "hdr", &self.header),
            ("comments", "comments", "comments", &self.comments),
        ] {
            if content.is_empty() {
                continue;
            }
            let file = [
                "word/footnotes.xml",
                "word/styles.xml",
                "word/numbering.xml",
                "word/header1.xml",
                "word/comments.xml",
            ];
            let file = file.into_iter().find(|f| f.contains(name)).unwrap();
            all.push((file, format!("{HEAD}<w:{root} {W}>{content}</w:{root}>")));
            relations +=
                &format!("<Relationship Id=\"r{name}\" Type=\"{KIND}/{kind}\" Target=\"{name}.xml\"/>");
            types += &format!(
                "<Override PartName=\"/{file}\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>"
            );
        }
        let related = |inner: &str| {
            format!(
                "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>"
            )
        };
        all.push((
            "_rels/.rels",
            related(&format!(
                "<Relationship Id=\"r1\" Type=\"{KIND}/officeDocument\" Target=\"word/document.xml\"/>"
            )),
        ));
        all.push(("word/_rels/document.xml.rels", related(&relations)));
        all.insert(0, ("[Content_Types].xml", format!("{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>{types}</Types>")));
        let all: Vec<(&str, &[u8])> = all.iter().map(|(n, c)| (*n, c.as_bytes())).collect();
        archive(&all)
    }
}

/// A paragraph of runs.
pub(crate) fn p(runs: &[&str]) -> String {
    format!("<w:p>{}</w:p>", runs.iter().map(|t| r(t)).collect::<String>())
}

/// A run of text.
pub(crate) fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// A PDF whose pages have these operations. The font is plain Helvetica.
pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count {}/Kids[{}]/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>>>",
            pages.len(),
            kids.join(" ")
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    for (n, content) in pages.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 5 + 2 * n));
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes(),
    );
    out
}

/// A line of a PDF's page.
pub(crate) fn line(x: u32, y: u32, size: u32, text: &str) -> String {
    format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n")
}
