//! Commands about accounts: lists, one of them, what is around it.

use bailiwick_engine::background::Background;
use bailiwick_engine::filter::Completion;
use bailiwick_engine::list::{AccountCounts, AccountDetail, AccountPage, AccountQuery, AllPage, AllQuery, Others};
use bailiwick_engine::model::AccountId;
use bailiwick_engine::profile::ProfileId;
use bailiwick_engine::report::PostPage;
use tauri::State;

use crate::desk::Desk;
use crate::error::Answer;

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
