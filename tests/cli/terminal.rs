//! The conversation as a person has it: in a real terminal, at two widths, key by key.
//!
//! tmux is the terminal. Without it the tests fail: nothing would be known of the prompt.

use crate::export::Folder;
use crate::root;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a screen may take to show what it should; machines that test are busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal with a conversation in it.
struct Screen {
    socket: String,
    folder: Folder,
}

fn tmux(socket: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new("tmux");
    command
        .args(["-L", socket, "-f", "/dev/null"])
        .args(arguments);
    command
        .env_remove("TMUX")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

impl Screen {
    /// A conversation about the bundled tenant.
    fn open(name: &str, width: u16, height: u16) -> Screen {
        let is_there = Command::new("tmux").arg("-V").output().is_ok();
        assert!(is_there, "install tmux: the prompt is tested in it");
        let socket = format!("enfilade-{name}-{}", std::process::id());
        let folder = Folder::new();
        let snapshot = folder.path("contoso.enf");
        let mut import = crate::enfilade();
        import
            .arg("import")
            .arg(root().join("tests/tenants/contoso/contoso.json"));
        import.arg("-o").arg(&snapshot).assert().code(0);
        let history = folder.path("history");
        let (width, height) = (width.to_string(), height.to_string());
        let mut session = vec!["new-session", "-d", "-x", &width, "-y", &height];
        let command = format!(
            "env -u NO_COLOR -u COLUMNS ENFILADE_CONFIG= ENFILADE_HISTORY='{}' '{}' '{}'; echo ended $?; sleep 600",
            history.display(),
            env!("CARGO_BIN_EXE_enfilade"),
            snapshot.display(),
        );
        session.extend(["sh", "-c", &command]);
        let started = tmux(&socket, &session);
        assert!(started.status.success(), "{started:?}");
        let screen = Screen { socket, folder };
        screen.shows("contoso>");
        screen
    }

    /// Types a text as it is.
    fn types(&self, text: &str) {
        tmux(&self.socket, &["send-keys", "-l", text]);
    }

    /// Presses keys by tmux's names.
    fn press(&self, keys: &[&str]) {
        tmux(&self.socket, &[&["send-keys"], keys].concat());
    }

    fn asks(&self, line: &str) {
        self.types(line);
        self.press(&["Enter"]);
    }

    /// What the terminal shows.
    fn screen(&self) -> String {
        let output = tmux(&self.socket, &["capture-pane", "-p"]);
        crate::text(&output.stdout)
    }

    /// The same with the colours.
    fn coloured(&self) -> String {
        let output = tmux(&self.socket, &["capture-pane", "-p", "-e"]);
        crate::text(&output.stdout)
    }

    /// Waits until the terminal shows a text, and returns all it shows then.
    fn shows(&self, wanted: &str) -> String {
        self.waits(&format!("`{wanted}`"), |screen| screen.contains(wanted))
    }

    fn waits(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        let started = Instant::now();
        loop {
            let screen = self.screen();
            if fits(&screen) {
                return screen;
            }
            assert!(started.elapsed() < PATIENCE, "no {what} in:\n{screen}");
            sleep(Duration::from_millis(30));
        }
    }

    /// Waits until the prompt is the last line.
    fn is_ready(&self) -> String {
        // A new prompt asks the terminal where it stands; what is typed before the answer is read late.
        sleep(Duration::from_millis(300));
        self.waits("prompt at the end", |screen| {
            screen
                .trim_end()
                .lines()
                .last()
                .is_some_and(|line| line.trim_end() == "contoso>")
        })
    }

    fn history(&self) -> PathBuf {
        self.folder.path("history")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        tmux(&self.socket, &["kill-server"]);
    }
}

#[test]
fn a_table_fits_the_terminal_and_waits_after_each_screen() {
    for (name, width) in [("narrow", 80), ("wide", 200)] {
        let screen = Screen::open(name, width, 24);
        screen.asks("which guests reach finance apps");
        let first = screen.shows("-- more: Space");
        let line = first.lines().find(|line| line.contains('─')).unwrap();
        let length = line.trim_end().chars().count();
        assert!(length <= usize::from(width), "{length}");
        assert!(length > usize::from(width) / 2, "{length}");
        // The header is still there: nothing has scrolled away unread.
        assert!(first.contains("mechanism"), "{first}");
        screen.types(" ");
        screen.waits("second screen", |now| {
            now.contains("-- more") && !now.contains("mechanism  ")
        });
        screen.types("q");
        let after = screen.is_ready();
        assert!(after.contains("note: stopped"), "{after}");
        assert!(!after.contains("-- more"), "{after}");
        screen.asks("which guests reach finance apps | take 1");
        let whole = screen.shows("note: `finance apps` read as");
        assert!(!whole.contains("-- more"), "{whole}");
    }
}

#[test]
fn the_prompt_completes_colours_and_remembers() {
    let screen = Screen::open("prompt", 100, 30);
    // One proposal is taken at once, several are shown.
    screen.types("guests wher");
    screen.press(&["Tab"]);
    screen.types("userP");
    screen.press(&["Tab"]);
    screen.types("has \"kai\"");
    screen.shows("contoso> guests where userPrincipalName has \"kai\"");
    // Keyword, noun and text each have their colour.
    let coloured = screen.coloured();
    let line = coloured
        .lines()
        .find(|line| line.contains("userPrincipalName"))
        .unwrap();
    assert!(line.matches('\u{1b}').count() >= 4, "{line:?}");
    screen.press(&["Enter"]);
    screen.is_ready();
    // Names come from the snapshot.
    screen.types("who reaches app \"Finance P");
    screen.press(&["Tab"]);
    screen.shows("who reaches app \"Finance Portal\"");
    screen.press(&["C-c"]);
    screen.is_ready();
    // Several lines, and the last result as a set.
    screen.asks("which guests reach app \"Finance Portal\" by app assignment |");
    screen.types("project guest");
    screen.press(&["Enter"]);
    screen.is_ready();
    screen.asks("last | count");
    screen.waits("a count", |now| now.contains("Count"));
    screen.is_ready();
    // A hint from the history, taken with the right arrow.
    screen.types("last |");
    screen.waits("hint", |now| now.matches("last | count").count() >= 2);
    screen.press(&["Right", "Enter"]);
    screen.waits("a second count", |now| now.matches("Count").count() >= 2);
    // The keys of vi: back to the start, and the word is changed.
    screen.asks(".set keys vi");
    screen.is_ready();
    // A key that comes while the new prompt asks for its place is read after the next one.
    sleep(Duration::from_secs(1));
    screen.types("users | count");
    screen.waits("typed query", |now| {
        now.trim_end().ends_with("contoso> users | count")
    });
    screen.press(&["Escape"]);
    screen.shows("contoso: users | count");
    screen.types("0cwguests");
    screen.press(&["Enter"]);
    screen.shows("guests | count");
    screen.is_ready();
    screen.asks(".quti");
    screen.shows("did you mean `.quit`?");
    screen.asks(".quit");
    screen.shows("ended 0");
    let history = std::fs::read_to_string(screen.history()).unwrap();
    assert!(history.contains("last | count"), "{history}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(screen.history())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(
            mode & 0o777,
            0o600,
            "what was asked is nobody else's business"
        );
    }
}

#[test]
fn ctrl_c_stops_the_query_and_not_the_conversation() {
    let screen = Screen::open("stop", 120, 20);
    screen.asks(".set pager off");
    screen.is_ready();
    // A third of a million rows: more than a terminal shows in the time that the test takes.
    screen.asks("anything do not reach anything");
    screen.waits("rows", |now| {
        now.lines().filter(|line| line.contains("  ")).count() > 15
    });
    screen.press(&["C-c"]);
    let started = Instant::now();
    screen.shows("the query was cancelled");
    // What was written before is still on its way through tmux, so this is no measure of the engine.
    assert!(started.elapsed() < Duration::from_secs(10));
    screen.is_ready();
    sleep(Duration::from_secs(1));
    screen.asks("users | count");
    screen.shows("305");
}

/// Whether some process has a snapshot in its arguments.
#[cfg(target_os = "linux")]
fn is_talked_about(snapshot: &str) -> bool {
    let processes = std::fs::read_dir("/proc").unwrap();
    processes.flatten().any(|process| {
        let arguments = std::fs::read(process.path().join("cmdline"));
        arguments.is_ok_and(|own| String::from_utf8_lossy(&own).contains(snapshot))
    })
}

#[cfg(target_os = "linux")]
#[test]
fn a_conversation_ends_with_its_terminal() {
    let screen = Screen::open("hangup", 80, 24);
    let snapshot = screen.folder.path("contoso.enf").display().to_string();
    assert!(is_talked_about(&snapshot));
    // In the middle of a long answer, when the program waits for a key that nobody can press.
    screen.asks("users");
    screen.shows("-- more");
    tmux(&screen.socket, &["kill-server"]);
    let started = Instant::now();
    while is_talked_about(&snapshot) {
        assert!(
            started.elapsed() < PATIENCE,
            "it goes on without a terminal"
        );
        sleep(Duration::from_millis(100));
    }
}
