//! Words become methods, assets get their names.

fn main() {
    webkit_build::locale();
    webkit_build::assets();
}
