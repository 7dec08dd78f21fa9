//! Finds the texts: each folder of `src/texts` is a language, each file in it an area. A language is added by adding its
//! folder, an area by adding its files.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

const TEXTS: &str = "src/texts";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={TEXTS}");
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut source = String::from("&[\n");
    for language in inside(&here.join(TEXTS))?.iter().filter(|path| path.is_dir()) {
        source.push_str(&format!("    ({:?}, &[\n", stem(language)));
        for area in inside(language)?.iter().filter(|path| path.extension().is_some_and(|e| e == "ftl")) {
            source.push_str(&format!("        ({:?}, include_str!({area:?})),\n", stem(area)));
        }
        source.push_str("    ]),\n");
    }
    source.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), source)?;
    Ok(())
}

/// What is in a folder, in the order of names.
fn inside(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    Ok(paths)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
