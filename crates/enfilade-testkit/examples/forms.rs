//! `forms SNAPSHOT FOLDER` writes what a snapshot holds in every form of export, each in a folder of its own.

use enfilade_graph::Snapshot;
use enfilade_testkit::forms::Form;
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(snapshot), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: forms SNAPSHOT FOLDER".into());
    };
    let snapshot = Snapshot::open(Path::new(&snapshot))?;
    for form in Form::ALL {
        for (path, bytes) in form.write(snapshot.graph())? {
            let path = Path::new(&folder).join(form.name()).join(path);
            fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            fs::write(path, bytes)?;
        }
    }
    Ok(())
}
