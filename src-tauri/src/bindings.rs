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
            commands::accounts::list_accounts,
            commands::accounts::open_account,
            commands::accounts::look_at_account,
            commands::accounts::account_raw,
            commands::fetching::refresh,
            commands::fetching::pause_refresh,
            commands::fetching::watch,
            commands::fetching::network_changed,
            commands::set_caching,
            commands::accounts::count_accounts,
            commands::accounts::list_all,
            commands::accounts::count_all,
            commands::accounts::complete_filter,
            commands::accounts::others,
            commands::fetching::start_export,
            commands::fetching::stop_export,
            commands::fetching::show_export,
            commands::fetching::stop_refresh,
            commands::fetching::check_connection,
            commands::deciding::decide,
            commands::deciding::look_again,
            commands::deciding::say_whether_arrived,
            commands::deciding::outbox,
            commands::deciding::cancel_decision,
            commands::deciding::send_anyway,
            commands::deciding::replace_decision,
            commands::deciding::release_decisions,
            commands::due::dues,
            commands::due::remind,
            commands::due::move_due,
            commands::due::end_due,
            commands::deciding::verify_journal,
            commands::deciding::history,
            commands::deciding::receipts,
            commands::deciding::remembered,
            commands::deciding::start_history_export,
            commands::reports::list_reports,
            commands::reports::load_reports,
            commands::reports::open_report,
            commands::reports::look_at_report,
            commands::reports::decide_report,
            commands::accounts::posts,
            commands::accounts::background,
            commands::accounts::search_server,
            commands::accounts::stop_search,
            commands::open_page,
            commands::open_link,
            commands::copy_text,
            commands::copy_diagnostics,
            commands::recovery::recovery_state,
            commands::recovery::draft_recovery_key,
            commands::recovery::keep_recovery_key,
            commands::recovery::drop_recovery_draft,
            commands::recovery::recover,
            commands::recovery::back_up,
            commands::recovery::list_backups,
            commands::recovery::restore_journal,
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
