//! The typed border: every command and event that the window knows, and nothing else.

use bailiwick_engine::decision::DecisionView;
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

/// Somebody wants to close the desk, and these decisions have not left.
#[derive(Debug, Clone, Serialize, Deserialize, Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct QuitAsked {
    /// What has not left and would leave by itself.
    pub waiting: Vec<DecisionView>,
}

/// The desk was locked or unlocked.
#[derive(Debug, Clone, Serialize, Deserialize, Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct LockChanged {
    /// Whether it is locked now.
    pub locked: bool,
}

/// The border for a runtime: the real one, or the mock of the tests.
pub fn builder<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .commands(collect_commands![
            commands::desk_state,
            commands::start_practice,
            commands::find_server,
            commands::connection::look_at_certificate,
            commands::connection::set_trust,
            commands::connection::test_connection,
            commands::connection::choose_file,
            commands::paste_token,
            commands::finish_connecting,
            commands::cancel_connecting,
            commands::signin::open_token_page,
            commands::signin::sign_in_offers,
            commands::signin::begin_sign_in,
            commands::signin::open_sign_in_page,
            commands::signin::await_sign_in,
            commands::signin::paste_code,
            commands::signin::cancel_sign_in,
            commands::rename_profile,
            commands::mark_profile,
            commands::set_safe_mode,
            commands::set_pictures,
            commands::renew_token,
            commands::leaving::probe,
            commands::leaving::revoke_token,
            commands::leaving::forget_instance,
            commands::leaving::forget_everything,
            commands::leaving::export_settings,
            commands::leaving::import_settings,
            commands::list_accounts,
            commands::open_account,
            commands::look_at_account,
            commands::account_raw,
            commands::refresh,
            commands::pause_refresh,
            commands::watch,
            commands::network_changed,
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
            commands::outbox,
            commands::cancel_decision,
            commands::send_anyway,
            commands::replace_decision,
            commands::release_decisions,
            commands::due::dues,
            commands::due::remind,
            commands::due::move_due,
            commands::due::end_due,
            commands::verify_journal,
            commands::history,
            commands::receipts,
            commands::remembered,
            commands::start_history_export,
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
            commands::recovery_state,
            commands::draft_recovery_key,
            commands::keep_recovery_key,
            commands::drop_recovery_draft,
            commands::recover,
            commands::back_up,
            commands::list_backups,
            commands::restore_journal,
            commands::set_preferences,
            commands::lock::lock,
            commands::lock::unlock,
            commands::lock::make_vault,
            commands::lock::leave_vault,
            commands::lock::change_passphrase,
            commands::lock::recover_vault,
            commands::quit,
            commands::stay,
        ])
        .events(collect_events![DeskEvent, QuitAsked, LockChanged])
}
