//! A map of tiles: where units lie, not how large they are.

use askama::Template;

/// One unit on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Row from the north, from 1.
    pub row: u8,
    /// Column from the west, from 1.
    pub column: u8,
    /// The unit's short name.
    pub name: String,
    /// The figure, written.
    pub value: String,
    /// How dark: 0 to 4.
    pub level: u8,
    /// What opens.
    pub href: String,
}

/// The map with its legend: one phrase a level.
#[derive(Template)]
#[template(
    source = r#"<ul class="tiles">{% for t in tiles %}<li class="y{{ t.row }} x{{ t.column }} k{{ t.level }}"><a href="{{ t.href }}"><span>{{ t.name }}</span><b class="num">{{ t.value }}</b></a></li>{% endfor %}</ul><p class="legend">{% for words in legend %}<i class="k{{ loop.index0 }}"></i><span>{{ words }}</span>{% endfor %}</p>"#,
    ext = "html"
)]
pub struct Tiles {
    /// The units. Tiles stand in the order of their places, as eyes and screen readers go.
    pub tiles: Vec<Tile>,
    /// What the levels mean, from the palest.
    pub legend: Vec<String>,
}

impl askama::filters::HtmlSafe for Tiles {}

impl Tiles {
    /// A map. Rows and columns beyond 12 are drawn at the edge.
    pub fn new(mut tiles: Vec<Tile>, legend: Vec<String>) -> Self {
        for tile in &mut tiles {
            tile.row = tile.row.clamp(1, 12);
            tile.column = tile.column.clamp(1, 12);
            tile.level = tile.level.min(4);
        }
        tiles.sort_by_key(|t| (t.row, t.column));
        Self { tiles, legend }
    }
}
