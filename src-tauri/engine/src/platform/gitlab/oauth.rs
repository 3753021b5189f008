//! Signing in to a GitLab (gitlab.md §6): with an application that an administrator registered there, by code or by device.

use super::{ADMIN_MODE_SCOPE, READ_SCOPE, WRITE_SCOPE};
use crate::error::{ErrorCode, Result};
use crate::platform::BaseUrl;
use crate::platform::http::Http;
use crate::platform::oauth::{self, Asking, Wanted};
use crate::profile::Software;
use crate::secret::App;
use crate::signin::{Purpose, PurposeScopes, SignInOffers, SignInWay};

/// What the administrator enters: the port of a loopback address does not count.
const REDIRECT: &str = "http://127.0.0.1/callback";

/// Reports are pages for people here, so there is nothing more than to moderate.
fn scopes(purpose: Purpose) -> [&'static str; 2] {
    match purpose {
        Purpose::Look => [READ_SCOPE, ADMIN_MODE_SCOPE],
        Purpose::Moderate | Purpose::Reports => [WRITE_SCOPE, ADMIN_MODE_SCOPE],
    }
}

pub(crate) fn purposes(software: &Software, base: &BaseUrl) -> Vec<PurposeScopes> {
    let of = |purpose| PurposeScopes {
        purpose,
        scopes: scopes(purpose).map(str::to_owned).into(),
        token_page: token_page(software, base, purpose),
    };
    vec![of(Purpose::Look), of(Purpose::Moderate)]
}

/// Where a token is made, with name and scopes filled in.
fn token_page(software: &Software, base: &BaseUrl, purpose: Purpose) -> String {
    let mut page = base.join(super::tokens_path(software));
    page.set_query(Some(&format!("name=Bailiwick&scopes={}", scopes(purpose).join(","))));
    page.into()
}

/// The device flow is on since 17.3; a version that is not told yet may have it.
pub(crate) fn sign_in_offers(software: &Software) -> SignInOffers {
    let mut ways = vec![SignInWay::Browser];
    if software.major_minor().is_none_or(|version| version >= (17, 3)) {
        ways.push(SignInWay::Device);
    }
    SignInOffers { ways, needs_application: true, redirect: Some(REDIRECT.to_owned()) }
}

/// The application with which somebody is asked: the one that was typed, or that of the last time.
pub(crate) async fn asking(http: &Http, wanted: &Wanted<'_>) -> Result<Asking> {
    let kept = wanted.known.map(|known| known.app.client_id.as_str());
    let client_id = wanted.application.map(str::trim).filter(|id| !id.is_empty()).or(kept);
    let client_id = client_id.filter(|id| oauth::is_word(id)).ok_or(ErrorCode::ApplicationUnknown)?;
    let app = App { client_id: client_id.to_owned(), client_secret: None, redirect: wanted.redirect.to_owned() };
    // The page in the browser would only say it there, and nobody would come back.
    if !oauth::knows(http, &app).await? {
        return Err(ErrorCode::ApplicationUnknown.into());
    }
    Ok(Asking { app, scopes: scopes(wanted.purpose).map(str::to_owned).into(), proven: true })
}

/// What is asked for when the application was registered without Admin Mode. An instance without that mode needs no more;
/// on others the server then shows short rows, and that is told.
pub(crate) fn fewer_scopes(scopes: &[String]) -> Option<Vec<String>> {
    let fewer: Vec<String> = scopes.iter().filter(|scope| *scope != ADMIN_MODE_SCOPE).cloned().collect();
    (fewer.len() < scopes.len() && !fewer.is_empty()).then_some(fewer)
}

/// The page on which a device's code is typed, with the code filled in. It is ours, not the one that the server names: that
/// may be on another host.
pub(crate) fn device_page(base: &BaseUrl, user_code: &str) -> String {
    let mut page = base.join("oauth/device");
    page.query_pairs_mut().append_pair("user_code", user_code);
    page.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admin_mode_is_what_can_be_left_out() {
        let owned = |scopes: &[&str]| scopes.iter().map(|&scope| scope.to_owned()).collect::<Vec<_>>();
        assert_eq!(fewer_scopes(&owned(&["api", "admin_mode"])), Some(owned(&["api"])));
        assert_eq!(fewer_scopes(&owned(&["api"])), None);
        assert_eq!(fewer_scopes(&owned(&["admin_mode"])), None);
    }

    #[test]
    fn a_tokens_page_has_name_and_scopes_filled_in_wherever_the_version_has_it() {
        let base = BaseUrl::parse("https://git.example/gitlab").unwrap();
        let pages = |version: &str| {
            let software = Software {
                platform: crate::profile::Platform::Gitlab,
                name: "GitLab".to_owned(),
                version: version.to_owned(),
            };
            purposes(&software, &base).into_iter().map(|one| one.token_page).collect::<Vec<_>>()
        };
        let new = "https://git.example/gitlab/-/user_settings/personal_access_tokens?name=Bailiwick&scopes=";
        for version in ["", "18.6.1", "16.7.0-ee"] {
            assert_eq!(pages(version), [format!("{new}read_user,admin_mode"), format!("{new}api,admin_mode")]);
        }
        let old = "https://git.example/gitlab/-/profile/personal_access_tokens?name=Bailiwick&scopes=api,admin_mode";
        assert_eq!(pages("16.6.8")[1], old);
    }

    #[test]
    fn the_devices_page_is_below_the_servers_path() {
        let base = BaseUrl::parse("https://git.example/gitlab").unwrap();
        assert_eq!(device_page(&base, "AB-12"), "https://git.example/gitlab/oauth/device?user_code=AB-12");
    }
}
