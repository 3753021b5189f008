//! The shell: the window's back door. Commands, events, pictures, preferences; whatever is decided is decided in the engine.

pub mod bindings;
mod commands;
mod desk;
mod diagnostics;
mod error;
mod host;
mod log;
mod options;
mod picture;
mod practice;
mod preferences;
mod quitting;
mod verify;
mod window;

use std::process::ExitCode;

use tauri::{AppHandle, Builder, Manager, Runtime};

pub use crate::desk::Desk;
pub use crate::options::Options;

/// Runs the desktop program with the arguments that follow its name.
pub fn run(arguments: &[String]) -> ExitCode {
    let options = match options::parse(arguments) {
        Ok(options::Parsed::Run(options)) => options,
        Ok(options::Parsed::Verify(options)) => return verify::run(&options),
        Ok(options::Parsed::Say(words)) => {
            println!("{words}");
            return ExitCode::SUCCESS;
        }
        Err(words) => {
            eprintln!("{words}");
            return ExitCode::from(2);
        }
    };
    let built = build(tauri::Builder::default())
        .setup(move |app| {
            window::remember(app.handle(), &options.folder(app.handle())?)?;
            Ok(set_up(app.handle(), options)?)
        })
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .build(context());
    match built {
        Ok(app) => {
            app.run(|app, event| match event {
                // From the system's menu. What the desk itself ends with a code has been asked about.
                tauri::RunEvent::ExitRequested { code: None, api, .. } if !app.state::<Desk>().closes() => {
                    api.prevent_exit();
                }
                tauri::RunEvent::Exit => tauri::async_runtime::block_on(app.state::<Desk>().close()),
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("Bailiwick cannot open its window: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The configuration, capabilities and user interface that were built in.
pub fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// Plugins, commands and pictures, for the real runtime and for the mock of the tests.
pub fn build<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder
        .plugin(tauri_plugin_store::Builder::default().build())
        .invoke_handler(bindings::builder::<R>().invoke_handler())
        .register_asynchronous_uri_scheme_protocol(picture::SCHEME, picture::answer)
}

/// Opens the desk behind the window, then the window.
///
/// # Errors
/// When the system has no place for data, or the window cannot be made.
pub fn set_up<R: Runtime>(app: &AppHandle<R>, options: Options) -> tauri::Result<()> {
    bindings::builder::<R>().mount_events(app);
    let folder = options.folder(app)?;
    log::start(&folder);
    let host = host::TauriHost::new(app.clone(), &folder);
    app.manage(Desk::open(Box::new(host), folder, options));
    window::open(app)
}
