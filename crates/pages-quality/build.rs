//! Words become methods.

fn main() {
    webkit_build::locale();
}
