//! Access tokens (section 5): personal ones listed, looked at, revoked and made for somebody, and the impersonation tokens of a user.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::auth::{READ, WRITE};
use super::filter::truth;
use super::refusal::Refusal;
use super::state::Gitlab;
use super::switches::Inferred;
use super::users::{number, with};
use crate::call::{Answer, Call, Params};
use crate::time::{DAY, ago, ahead, day, iso};
use crate::world::Site;

/// A token that stands for its holder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(super) id: i64,
    pub(super) text: String,
    pub(super) name: String,
    /// Username.
    pub(super) holder: String,
    pub(super) scopes: Vec<String>,
    pub(super) revoked: bool,
    /// None: as the instance's rule has it.
    pub(super) expires_at: Option<Date>,
    /// Made by an administrator to act as the holder.
    pub(super) impersonation: bool,
}

impl Token {
    pub(super) fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|on| on <= day(now))
    }
}

impl Gitlab {
    /// Any personal access token may ask about itself, whatever its scopes; an OAuth token has `/oauth/token/info` for that (section 6).
    pub(super) fn token_self(&self, call: &Call) -> Result<Answer, Refusal> {
        let caller = self.admit(call, &[])?;
        let json = match caller.token {
            Some(token) => self.token_json(token, call.now),
            None if self.settings.practice.other(Inferred::GrantAsksItself) => {
                let made = ago(call.now, 40 * DAY);
                json!({
                    "id": 0, "name": "OAuth", "revoked": false, "created_at": iso(made), "description": null, "scopes": caller.scopes,
                    "user_id": caller.user.id, "last_used_at": iso(call.now), "active": true, "expires_at": null,
                })
            }
            None => {
                return Err(Refusal::Message(
                    400,
                    "400 Bad request - This endpoint requires token type to be a personal access token".to_owned(),
                ));
            }
        };
        Ok(Answer::json(200, json))
    }

    /// Everybody's for an administrator, with `user_id` those of one; others see their own, and are told off when they ask for another's.
    pub(super) fn list_tokens(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let caller = self.admit(call, READ)?;
        let wanted = call.query.filled("user_id").map(str::parse::<i64>).transpose();
        let wanted = wanted.map_err(|_| Refusal::Parameter("user_id is invalid".to_owned()))?;
        if !caller.is_admin && wanted.is_some_and(|id| id != caller.user.id) {
            return Err(Refusal::Unauthorized);
        }
        let whose = if caller.is_admin { wanted } else { Some(caller.user.id) };
        self.token_list(call, site, |token| {
            !token.impersonation && whose.is_none_or(|id| self.holder_id(token) == Some(id))
        })
    }

    pub(super) fn one_token(&self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let token = self.own_token(call, id, READ)?;
        Ok(Answer::json(200, self.token_json(token, call.now)))
    }

    /// An administrator anybody's, others their own; `self` with any scope.
    pub(super) fn revoke_token(&mut self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let id = match id {
            "self" => self.admit(call, &[])?.token.map(|token| token.id).ok_or_else(missing)?,
            _ => self.own_token(call, id, WRITE)?.id,
        };
        self.end_token(id);
        Ok(Answer::empty())
    }

    /// What was made is shown with its text this once.
    pub(super) fn make_token(&mut self, call: &Call, id: &str, impersonation: bool) -> Result<Answer, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, WRITE)?;
        let holder = self.users.get(&id).ok_or_else(Refusal::no_user)?.username.clone();
        let scopes: Vec<String> = call
            .form
            .all("scopes[]")
            .chain(call.form.get("scopes"))
            .flat_map(|text| text.split(','))
            .map(str::to_owned)
            .collect();
        let name = call.form.filled("name").ok_or_else(|| Refusal::Parameter("name is missing".to_owned()))?;
        if scopes.is_empty() {
            return Err(Refusal::Parameter("scopes is missing".to_owned()));
        }
        let expires_at = call.form.filled("expires_at").map(str::parse::<Date>).transpose();
        let expires_at = expires_at.map_err(|_| Refusal::Parameter("expires_at is invalid".to_owned()))?;
        let number = self.tokens.iter().map(|token| token.id).max().unwrap_or(0) + 1;
        let text = format!("practice-made-{number}");
        let token = Token {
            id: number,
            text: text.clone(),
            name: name.to_owned(),
            holder,
            scopes,
            revoked: false,
            expires_at,
            impersonation,
        };
        let json = with(self.token_json(&token, call.now), json!({ "token": text }));
        self.tokens.push(token);
        Ok(Answer::json(201, json))
    }

    pub(super) fn impersonation_tokens(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, READ)?;
        self.users.get(&id).ok_or_else(Refusal::no_user)?;
        self.token_list(call, site, |token| token.impersonation && self.holder_id(token) == Some(id))
    }

    pub(super) fn impersonation_token(&self, call: &Call, id: &str, token: &str) -> Result<Answer, Refusal> {
        let token = self.impersonating(call, id, token, READ)?;
        Ok(Answer::json(200, self.token_json(token, call.now)))
    }

    pub(super) fn revoke_impersonation_token(&mut self, call: &Call, id: &str, token: &str) -> Result<Answer, Refusal> {
        let id = self.impersonating(call, id, token, WRITE)?.id;
        self.end_token(id);
        Ok(Answer::empty())
    }

    fn impersonating(&self, call: &Call, id: &str, token: &str, scopes: &[&str]) -> Result<&Token, Refusal> {
        let (id, token) = (number(id)?, number(token)?);
        self.admit_admin(call, scopes)?;
        self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let wanted = |one: &&Token| one.impersonation && one.id == token && self.holder_id(one) == Some(id);
        let nothing = || Refusal::Message(404, "404 Impersonation Token Not Found".to_owned());
        self.tokens.iter().find(wanted).ok_or_else(nothing)
    }

    fn own_token(&self, call: &Call, id: &str, scopes: &[&str]) -> Result<&Token, Refusal> {
        let id = number(id)?;
        let caller = self.admit(call, scopes)?;
        let (who, is_admin) = (caller.user.id, caller.is_admin);
        let theirs = |token: &&Token| token.id == id && !token.impersonation;
        let found = self.tokens.iter().find(theirs).filter(|token| is_admin || self.holder_id(token) == Some(who));
        found.ok_or_else(missing)
    }

    fn end_token(&mut self, id: i64) {
        for token in self.tokens.iter_mut().filter(|token| token.id == id) {
            token.revoked = true;
        }
    }

    fn holder_id(&self, token: &Token) -> Option<i64> {
        self.named(&token.holder).map(|user| user.id)
    }

    fn token_list(&self, call: &Call, site: &Site, belongs: impl Fn(&Token) -> bool) -> Result<Answer, Refusal> {
        let wanted = Wanted::parse(&call.query)?;
        let rows = self.tokens.iter().filter(|token| belongs(token) && wanted.holds(token, call.now));
        self.paged(rows.map(|token| self.token_json(token, call.now)).collect(), call, site)
    }

    /// Since 16.0 every token has an end, which the instance sets.
    fn token_json(&self, token: &Token, now: Timestamp) -> Value {
        let switches = &self.settings.practice;
        let ends = switches.at_least(16, 0) && !switches.other(Inferred::TokensNeverExpire);
        let rule = switches.token_days.filter(|_| ends).map(|days| day(ahead(now, days.saturating_mul(DAY))));
        let scopes = self.known_scopes(token.scopes.iter().map(String::as_str));
        let json = json!({
            "id": token.id,
            "name": token.name,
            "revoked": token.revoked,
            "created_at": iso(ago(now, 40 * DAY)),
            "description": null,
            "scopes": scopes,
            "user_id": self.holder_id(token),
            "last_used_at": iso(now),
            "active": !token.revoked && !token.expired(now),
            "expires_at": token.expires_at.or(rule),
        });
        if token.impersonation { with(json, json!({ "impersonation": true })) } else { json }
    }
}

/// The parameters by which tokens are looked for.
struct Wanted<'a> {
    active: Option<bool>,
    revoked: Option<bool>,
    search: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn parse(query: &'a Params) -> Result<Self, Refusal> {
        let active = match query.filled("state") {
            None | Some("all") => None,
            Some("active") => Some(true),
            Some("inactive") => Some(false),
            Some(_) => return Err(Refusal::Parameter("state does not have a valid value".to_owned())),
        };
        let revoked = query.filled("revoked").map(|text| truth("revoked", text)).transpose()?;
        Ok(Self { active, revoked, search: query.filled("search") })
    }

    fn holds(&self, token: &Token, now: Timestamp) -> bool {
        self.active.is_none_or(|active| active != (token.revoked || token.expired(now)))
            && self.revoked.is_none_or(|revoked| revoked == token.revoked)
            && self.search.is_none_or(|part| token.name.to_lowercase().contains(&part.to_lowercase()))
    }
}

fn missing() -> Refusal {
    Refusal::Message(404, "404 Not found".to_owned())
}
