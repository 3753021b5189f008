//! The desktop program.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    bailiwick::run(&std::env::args().skip(1).collect::<Vec<_>>())
}
