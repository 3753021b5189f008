//! The typed border: every command and event that the window knows, and nothing else.

use bailiwick_engine::event::Event;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::Runtime;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::commands;

/// What the engine tells, as the window hears it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, tauri_specta::Event)]
#[serde(transparent)]
pub struct DeskEvent(pub Event);

/// The border for a runtime: the real one, or the mock of the tests.
pub fn builder<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .commands(collect_commands![
            commands::desk_state,
            commands::start_practice,
            commands::find_server,
            commands::paste_token,
            commands::finish_connecting,
            commands::cancel_connecting,
            commands::open_token_page,
            commands::rename_profile,
            commands::mark_profile,
            commands::set_read_only,
            commands::set_pictures,
            commands::renew_token,
            commands::remove_profile,
            commands::list_accounts,
            commands::open_account,
            commands::look_at_account,
            commands::account_raw,
            commands::refresh,
            commands::pause_refresh,
            commands::watch,
            commands::set_caching,
            commands::count_accounts,
            commands::list_all,
            commands::count_all,
            commands::complete_filter,
            commands::others,
            commands::start_export,
            commands::stop_export,
            commands::show_export,
            commands::stop_refresh,
            commands::check_connection,
            commands::decide,
            commands::look_again,
            commands::history,
            commands::list_reports,
            commands::load_reports,
            commands::open_report,
            commands::look_at_report,
            commands::decide_report,
            commands::posts,
            commands::background,
            commands::search_server,
            commands::stop_search,
            commands::open_page,
            commands::open_link,
            commands::copy_text,
            commands::copy_diagnostics,
            commands::set_preferences,
            commands::quit,
        ])
        .events(collect_events![DeskEvent])
}
