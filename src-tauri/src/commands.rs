//! The commands of the window. One line each: whatever is decided is decided in the engine.

pub mod connection;
pub mod due;
pub mod leaving;
pub mod lock;
pub mod signin;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::background::Background;
use bailiwick_engine::decision::{ChainReport, DecisionView, HistoryFilter, HistoryPage, ReceiptView, Remembered};
use bailiwick_engine::export::{ExportQuery, ExportView, HistoryExport};
use bailiwick_engine::filter::Completion;
use bailiwick_engine::list::{AccountCounts, AccountDetail, AccountPage, AccountQuery, AllPage, AllQuery, Others};
use bailiwick_engine::model::{AccountId, ReportId};
use bailiwick_engine::profile::{
    Caching, FoundPerson, FoundServer, InstanceMark, Pictures, ProfileId, ProfileSetup, ProfileView, SafeMode,
    ServerPage, TrustSetup,
};
use bailiwick_engine::recovery::{Backup, BackupList, Recovered, RecoveryDraft, RecoveryState};
use bailiwick_engine::report::{PostPage, ReportDetail, ReportFilter, ReportPage, ReportQuery};
use tauri::State;

use crate::desk::{Desk, DeskState};
use crate::error::Answer;
use crate::preferences::Preferences;
use crate::quitting::Quitting;

/// What the window needs to draw itself first.
#[tauri::command]
#[specta::specta]
pub async fn desk_state(desk: State<'_, Desk>) -> Answer<DeskState> {
    desk.state().await
}

/// Starts the practice servers and puts both on the desk.
#[tauri::command]
#[specta::specta]
pub async fn start_practice(desk: State<'_, Desk>) -> Answer<Vec<ProfileView>> {
    desk.start_practice().await
}

/// Asks the server at the address what it is. Begins a draft.
#[tauri::command]
#[specta::specta]
pub async fn find_server(desk: State<'_, Desk>, address: String, trust: Option<TrustSetup>) -> Answer<FoundServer> {
    Ok(desk.engine().await?.find_server_by(&address, trust).await?)
}

/// Takes the token from the clipboard, clears it there, and asks the server who that is.
#[tauri::command]
#[specta::specta]
pub async fn paste_token(desk: State<'_, Desk>, draft: String) -> Answer<FoundPerson> {
    Ok(desk.engine().await?.identify(&draft, desk.take_token().await?).await?)
}

/// Puts the drafted profile on the desk, read-only.
#[tauri::command]
#[specta::specta]
pub async fn finish_connecting(desk: State<'_, Desk>, draft: String, setup: ProfileSetup) -> Answer<ProfileView> {
    Ok(desk.engine().await?.finish_connecting(&draft, setup).await?)
}

/// Drops the draft and its token.
#[tauri::command]
#[specta::specta]
pub async fn cancel_connecting(desk: State<'_, Desk>, draft: String) -> Answer<()> {
    desk.engine().await?.cancel_connecting(&draft).await;
    Ok(())
}

/// Gives the profile another name.
#[tauri::command]
#[specta::specta]
pub async fn rename_profile(desk: State<'_, Desk>, profile: ProfileId, name: String) -> Answer<ProfileView> {
    Ok(desk.engine().await?.rename_profile(&profile, &name).await?)
}

/// Gives the profile another mark.
#[tauri::command]
#[specta::specta]
pub async fn mark_profile(desk: State<'_, Desk>, profile: ProfileId, mark: InstanceMark) -> Answer<ProfileView> {
    Ok(desk.engine().await?.mark_profile(&profile, mark).await?)
}

/// Says how much is asked before something leaves, or that the profile only looks.
#[tauri::command]
#[specta::specta]
pub async fn set_safe_mode(desk: State<'_, Desk>, profile: ProfileId, mode: SafeMode) -> Answer<ProfileView> {
    Ok(desk.engine().await?.set_safe_mode(&profile, mode).await?)
}

/// Says what is done with strangers' pictures.
#[tauri::command]
#[specta::specta]
pub async fn set_pictures(desk: State<'_, Desk>, profile: ProfileId, pictures: Pictures) -> Answer<ProfileView> {
    Ok(desk.engine().await?.set_pictures(&profile, pictures).await?)
}

/// Takes a new token for the profile from the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn renew_token(desk: State<'_, Desk>, profile: ProfileId) -> Answer<ProfileView> {
    Ok(desk.engine().await?.renew_token(&profile, desk.take_token().await?).await?)
}

/// A page of a list, from the cache.
#[tauri::command]
#[specta::specta]
pub async fn list_accounts(desk: State<'_, Desk>, profile: ProfileId, query: AccountQuery) -> Answer<AccountPage> {
    Ok(desk.engine().await?.list_accounts(&profile, query).await?)
}

/// One account, from the cache.
#[tauri::command]
#[specta::specta]
pub async fn open_account(desk: State<'_, Desk>, profile: ProfileId, account: AccountId) -> Answer<AccountDetail> {
    Ok(desk.engine().await?.open_account(&profile, &account).await?)
}

/// One account, read from the server now.
#[tauri::command]
#[specta::specta]
pub async fn look_at_account(desk: State<'_, Desk>, profile: ProfileId, account: AccountId) -> Answer<AccountDetail> {
    Ok(desk.engine().await?.look_at_account(&profile, &account).await?)
}

/// What the server said of the account, as indented JSON.
#[tauri::command]
#[specta::specta]
pub async fn account_raw(desk: State<'_, Desk>, profile: ProfileId, account: AccountId) -> Answer<String> {
    Ok(desk.engine().await?.account_raw(&profile, &account).await?)
}

/// Starts refreshing the cache; events tell how it goes.
#[tauri::command]
#[specta::specta]
pub async fn refresh(desk: State<'_, Desk>, profile: ProfileId) -> Answer<()> {
    Ok(desk.engine().await?.refresh(&profile).await?)
}

/// Pauses fetching until somebody refreshes.
#[tauri::command]
#[specta::specta]
pub async fn pause_refresh(desk: State<'_, Desk>, profile: ProfileId) -> Answer<()> {
    Ok(desk.engine().await?.pause_refresh(&profile).await?)
}

/// Says which instance is on screen; none while the window is hidden.
#[tauri::command]
#[specta::specta]
pub async fn watch(desk: State<'_, Desk>, profile: Option<ProfileId>) -> Answer<()> {
    desk.engine().await?.watch(profile);
    Ok(())
}

/// The system says that the network came or went.
#[tauri::command]
#[specta::specta]
pub async fn network_changed(desk: State<'_, Desk>) -> Answer<()> {
    desk.engine().await?.network_changed();
    Ok(())
}

/// Says what is kept on this computer, and for how long.
#[tauri::command]
#[specta::specta]
pub async fn set_caching(desk: State<'_, Desk>, profile: ProfileId, caching: Caching) -> Answer<ProfileView> {
    Ok(desk.engine().await?.set_caching(&profile, caching).await?)
}

/// How many accounts a list has.
#[tauri::command]
#[specta::specta]
pub async fn count_accounts(desk: State<'_, Desk>, profile: ProfileId, query: AccountQuery) -> Answer<AccountCounts> {
    Ok(desk.engine().await?.count_accounts(&profile, query).await?)
}

/// A page over every instance but the practice ones.
#[tauri::command]
#[specta::specta]
pub async fn list_all(desk: State<'_, Desk>, query: AllQuery) -> Answer<AllPage> {
    Ok(desk.engine().await?.list_all(query).await?)
}

/// How many accounts such a list has.
#[tauri::command]
#[specta::specta]
pub async fn count_all(desk: State<'_, Desk>, query: AllQuery) -> Answer<AccountCounts> {
    Ok(desk.engine().await?.count_all(query).await?)
}

/// What could be typed next in a search box.
#[tauri::command]
#[specta::specta]
pub async fn complete_filter(
    desk: State<'_, Desk>,
    profile: Option<ProfileId>,
    typed: String,
    caret: u32,
) -> Answer<Vec<Completion>> {
    Ok(desk.engine().await?.complete_filter(profile.as_ref(), &typed, caret).await?)
}

/// Who else shares an address, a network or a mail domain with the account.
#[tauri::command]
#[specta::specta]
pub async fn others(desk: State<'_, Desk>, profile: ProfileId, account: AccountId) -> Answer<Vec<Others>> {
    Ok(desk.engine().await?.others(&profile, &account).await?)
}

/// Begins to write a list into a file among the downloads.
#[tauri::command]
#[specta::specta]
pub async fn start_export(desk: State<'_, Desk>, profile: Option<ProfileId>, query: ExportQuery) -> Answer<ExportView> {
    desk.start_export(profile, query).await
}

/// Stops writing; the unfinished file is deleted.
#[tauri::command]
#[specta::specta]
pub async fn stop_export(desk: State<'_, Desk>, id: u32) -> Answer<()> {
    desk.engine().await?.stop_export(id).await;
    Ok(())
}

/// Shows a written file in its folder.
#[tauri::command]
#[specta::specta]
pub async fn show_export(desk: State<'_, Desk>, id: u32) -> Answer<()> {
    desk.show_export(id).await
}

/// Stops refreshing.
#[tauri::command]
#[specta::specta]
pub async fn stop_refresh(desk: State<'_, Desk>, profile: ProfileId) -> Answer<()> {
    Ok(desk.engine().await?.stop_refresh(&profile).await?)
}

/// Asks the server once who one is.
#[tauri::command]
#[specta::specta]
pub async fn check_connection(desk: State<'_, Desk>, profile: ProfileId) -> Answer<ProfileView> {
    Ok(desk.engine().await?.check_connection(&profile).await?)
}

/// Decides about an account as it was on screen, and sends it.
#[tauri::command]
#[specta::specta]
pub async fn decide(
    desk: State<'_, Desk>,
    profile: ProfileId,
    account: AccountId,
    revision: String,
    verb: Verb,
    choices: Choices,
) -> Answer<DecisionView> {
    Ok(desk.engine().await?.decide(&profile, &account, &revision, verb, choices).await?)
}

/// Looks up at the server what became of an unsure decision.
#[tauri::command]
#[specta::specta]
pub async fn look_again(desk: State<'_, Desk>, profile: ProfileId, decision: String) -> Answer<DecisionView> {
    Ok(desk.engine().await?.look_again(&profile, &decision).await?)
}

/// All decisions of a profile that are not settled.
#[tauri::command]
#[specta::specta]
pub async fn outbox(desk: State<'_, Desk>, profile: ProfileId) -> Answer<Vec<DecisionView>> {
    Ok(desk.engine().await?.outbox(&profile).await?)
}

/// Takes a decision back that has not left.
#[tauri::command]
#[specta::specta]
pub async fn cancel_decision(desk: State<'_, Desk>, profile: ProfileId, decision: String) -> Answer<DecisionView> {
    Ok(desk.engine().await?.cancel_decision(&profile, &decision).await?)
}

/// Sends a decision although something changed meanwhile.
#[tauri::command]
#[specta::specta]
pub async fn send_anyway(desk: State<'_, Desk>, profile: ProfileId, decision: String) -> Answer<DecisionView> {
    Ok(desk.engine().await?.send_anyway(&profile, &decision).await?)
}

/// Puts another decision in the place of one that has not left.
#[tauri::command]
#[specta::specta]
pub async fn replace_decision(
    desk: State<'_, Desk>,
    profile: ProfileId,
    decision: String,
    revision: String,
    verb: Verb,
    choices: Choices,
) -> Answer<DecisionView> {
    Ok(desk.engine().await?.replace_decision(&profile, &decision, &revision, verb, choices).await?)
}

/// Lets decisions leave that wait for a word.
#[tauri::command]
#[specta::specta]
pub async fn release_decisions(desk: State<'_, Desk>, profile: ProfileId, decisions: Vec<String>) -> Answer<()> {
    Ok(desk.engine().await?.release_decisions(&profile, &decisions).await?)
}

/// Goes through the receipts of a profile's journal.
#[tauri::command]
#[specta::specta]
pub async fn verify_journal(desk: State<'_, Desk>, profile: ProfileId) -> Answer<ChainReport> {
    Ok(desk.engine().await?.verify_journal(&profile).await?)
}

/// A page of what is settled and fits.
#[tauri::command]
#[specta::specta]
pub async fn history(
    desk: State<'_, Desk>,
    profile: ProfileId,
    filter: HistoryFilter,
    cursor: Option<String>,
) -> Answer<HistoryPage> {
    Ok(desk.engine().await?.search_history(&profile, &filter, cursor).await?)
}

/// Every move of a decision.
#[tauri::command]
#[specta::specta]
pub async fn receipts(desk: State<'_, Desk>, profile: ProfileId, decision: String) -> Answer<Vec<ReceiptView>> {
    Ok(desk.engine().await?.receipts(&profile, &decision).await?)
}

/// Earlier decisions that shut out somebody with the same mail address, network address or name.
#[tauri::command]
#[specta::specta]
pub async fn remembered(desk: State<'_, Desk>, profile: ProfileId, account: AccountId) -> Answer<Vec<Remembered>> {
    Ok(desk.engine().await?.remembered(&profile, &account).await?)
}

/// Begins to write what is settled and fits into a file among the downloads.
#[tauri::command]
#[specta::specta]
pub async fn start_history_export(
    desk: State<'_, Desk>,
    profile: ProfileId,
    query: HistoryExport,
) -> Answer<ExportView> {
    desk.start_history_export(&profile, query).await
}

/// A page of reports, from the cache.
#[tauri::command]
#[specta::specta]
pub async fn list_reports(desk: State<'_, Desk>, profile: ProfileId, query: ReportQuery) -> Answer<ReportPage> {
    Ok(desk.engine().await?.list_reports(&profile, query).await?)
}

/// Fetches older reports by the server's own filters into the cache.
#[tauri::command]
#[specta::specta]
pub async fn load_reports(desk: State<'_, Desk>, profile: ProfileId, filter: ReportFilter) -> Answer<()> {
    Ok(desk.engine().await?.load_reports(&profile, filter).await?)
}

/// One report, from the cache.
#[tauri::command]
#[specta::specta]
pub async fn open_report(desk: State<'_, Desk>, profile: ProfileId, report: ReportId) -> Answer<ReportDetail> {
    Ok(desk.engine().await?.open_report(&profile, &report).await?)
}

/// One report, read from the server now.
#[tauri::command]
#[specta::specta]
pub async fn look_at_report(desk: State<'_, Desk>, profile: ProfileId, report: ReportId) -> Answer<ReportDetail> {
    Ok(desk.engine().await?.look_at_report(&profile, &report).await?)
}

/// Decides about a report as it was on screen, and sends it.
#[tauri::command]
#[specta::specta]
pub async fn decide_report(
    desk: State<'_, Desk>,
    profile: ProfileId,
    report: ReportId,
    revision: String,
    verb: Verb,
    choices: Choices,
) -> Answer<DecisionView> {
    Ok(desk.engine().await?.decide_report(&profile, &report, &revision, verb, choices).await?)
}

/// A page of an account's posts, read from the server now and not kept.
#[tauri::command]
#[specta::specta]
pub async fn posts(
    desk: State<'_, Desk>,
    profile: ProfileId,
    account: AccountId,
    cursor: Option<String>,
) -> Answer<PostPage> {
    Ok(desk.engine().await?.posts(&profile, &account, cursor).await?)
}

/// Memberships, counts, activity and measures of an account, read from the server now and not kept.
#[tauri::command]
#[specta::specta]
pub async fn background(desk: State<'_, Desk>, profile: ProfileId, account: AccountId) -> Answer<Background> {
    Ok(desk.engine().await?.background(&profile, &account).await?)
}

/// Searches the server with what is typed, into the cache; asked again, it goes on.
#[tauri::command]
#[specta::specta]
pub async fn search_server(desk: State<'_, Desk>, profile: ProfileId, typed: String) -> Answer<()> {
    Ok(desk.engine().await?.search_server(&profile, typed).await?)
}

/// Stops searching the server.
#[tauri::command]
#[specta::specta]
pub async fn stop_search(desk: State<'_, Desk>, profile: ProfileId) -> Answer<()> {
    Ok(desk.engine().await?.stop_search(&profile).await?)
}

/// Opens a page of the server in the browser.
#[tauri::command]
#[specta::specta]
pub async fn open_page(
    desk: State<'_, Desk>,
    profile: ProfileId,
    page: ServerPage,
    account: Option<AccountId>,
    report: Option<ReportId>,
) -> Answer<()> {
    let address = desk.engine().await?.page_address(&profile, page, account.as_ref(), report.as_ref()).await?;
    desk.open_in_browser(&address).await
}

/// Opens a stranger's link in the browser: http and https only.
#[tauri::command]
#[specta::specta]
pub async fn open_link(desk: State<'_, Desk>, url: String) -> Answer<()> {
    desk.open_in_browser(&url).await
}

/// Puts text into the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn copy_text(desk: State<'_, Desk>, text: String) -> Answer<()> {
    desk.copy(text).await
}

/// Puts what a bug report needs into the clipboard: no names, addresses or tokens.
#[tauri::command]
#[specta::specta]
pub async fn copy_diagnostics(desk: State<'_, Desk>) -> Answer<()> {
    desk.copy(desk.diagnostics().await?).await
}

/// Whether there is a recovery key.
#[tauri::command]
#[specta::specta]
pub async fn recovery_state(desk: State<'_, Desk>) -> Answer<RecoveryState> {
    Ok(desk.engine().await?.recovery().await?)
}

/// Makes a recovery key to be written down. It is not in use yet.
#[tauri::command]
#[specta::specta]
pub async fn draft_recovery_key(desk: State<'_, Desk>) -> Answer<RecoveryDraft> {
    Ok(desk.engine().await?.draft_recovery_key().await?)
}

/// Takes the drafted key into use, once the groups that were asked for are typed.
#[tauri::command]
#[specta::specta]
pub async fn keep_recovery_key(desk: State<'_, Desk>, typed: Vec<String>) -> Answer<RecoveryState> {
    Ok(desk.engine().await?.keep_recovery_key(typed).await?)
}

/// Forgets the drafted key.
#[tauri::command]
#[specta::specta]
pub async fn drop_recovery_draft(desk: State<'_, Desk>) -> Answer<()> {
    desk.engine().await?.drop_recovery_draft();
    Ok(())
}

/// Puts the keys of the files back into the keychain, also where the desk does not open without them.
#[tauri::command]
#[specta::specta]
pub async fn recover(desk: State<'_, Desk>, typed: String) -> Answer<Recovered> {
    desk.recover(typed, None).await
}

/// Writes the profile's journal into a file among the downloads, under the recovery key.
#[tauri::command]
#[specta::specta]
pub async fn back_up(desk: State<'_, Desk>, profile: ProfileId) -> Answer<Backup> {
    Ok(desk.engine().await?.back_up(&profile, &desk.downloads()?).await?)
}

/// Backups among the downloads, newest first.
#[tauri::command]
#[specta::specta]
pub async fn list_backups(desk: State<'_, Desk>) -> Answer<BackupList> {
    Ok(desk.engine().await?.backups(&desk.downloads()?).await?)
}

/// Puts a backup among the downloads in the place of a journal that does not open.
#[tauri::command]
#[specta::specta]
pub async fn restore_journal(
    desk: State<'_, Desk>,
    profile: ProfileId,
    name: String,
    typed: Option<String>,
) -> Answer<ProfileView> {
    Ok(desk.engine().await?.restore_journal(&profile, &desk.downloads()?, &name, typed).await?)
}

/// Keeps the preferences.
#[tauri::command]
#[specta::specta]
pub async fn set_preferences(desk: State<'_, Desk>, preferences: Preferences) -> Answer<Preferences> {
    desk.set_preferences(preferences).await
}

/// Closes Bailiwick. Decisions that are to leave before are waited for; [`stay`] ends that.
#[tauri::command]
#[specta::specta]
pub async fn quit(desk: State<'_, Desk>, way: Quitting) -> Answer<()> {
    desk.quit(way).await
}

/// Does not close Bailiwick after all.
#[tauri::command]
#[specta::specta]
pub async fn stay(desk: State<'_, Desk>) -> Answer<()> {
    desk.stay();
    Ok(())
}
