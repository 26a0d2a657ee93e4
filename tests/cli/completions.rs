//! `enfilade completions`: one script a shell.

use crate::{enfilade, text};

#[test]
fn every_shell_gets_a_script_with_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = enfilade()
            .args(["completions", shell])
            .assert()
            .code(0)
            .get_output()
            .clone();
        let script = text(&output.stdout);
        for command in ["import", "query", "explain", "info", "completions"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert!(script.contains("fail-if-any"), "{shell}");
    }
    enfilade().args(["completions", "cmd"]).assert().code(2);
}
