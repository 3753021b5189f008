//! Changing and deleting a user (section 5): the note and a few more fields, two-factor, both kinds of deletion, identities.

use jiff::Timestamp;
use serde_json::json;

use super::auth::WRITE;
use super::filter::truth;
use super::refusal::Refusal;
use super::state::Gitlab;
use super::users::number;
use crate::call::{Answer, Call};
use crate::world::Site;

/// No name is longer.
const LONGEST_NAME: usize = 255;

impl Gitlab {
    /// Takes what it knows; a note replaces the one that stood there, whoever wrote it: no history, last write wins.
    pub(super) fn put_user(&mut self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, WRITE)?;
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let mut changed = user.clone();
        for (name, value) in call.form.iter() {
            match name {
                "note" => changed.note = Some(value.to_owned()),
                "name" => value.clone_into(&mut changed.name),
                "bio" => value.clone_into(&mut changed.bio),
                "location" => value.clone_into(&mut changed.location),
                "email" if self.users.values().any(|other| other.id != id && other.has_email(value)) => {
                    return Err(Refusal::Message(409, "Email has already been taken".to_owned()));
                }
                "username" if self.named(value).is_some_and(|other| other.id != id) => {
                    return Err(Refusal::Message(409, "Username has already been taken".to_owned()));
                }
                "email" => value.clone_into(&mut changed.email),
                "username" => value.clone_into(&mut changed.username),
                "external" => changed.external = truth(name, value)?,
                "private_profile" => changed.private_profile = truth(name, value)?,
                "admin" => changed.is_admin = truth(name, value)?,
                _ => {}
            }
        }
        if let Some(why) = &user.unsaveable {
            return Err(Refusal::Invalid(json!({ "base": [why] })));
        }
        if changed.name.trim().is_empty() {
            return Err(Refusal::Invalid(json!({ "name": ["can't be blank"] })));
        }
        if changed.name.chars().count() > LONGEST_NAME {
            let why = format!("is too long (maximum is {LONGEST_NAME} characters)");
            return Err(Refusal::Invalid(json!({ "name": [why] })));
        }
        changed.updated_at = call.now;
        // The row, not the detail (`lib/api/users.rb`: `present user, with: Entities::UserWithAdmin`).
        let json = self.admin_json(&changed, site, call.now);
        self.users.insert(changed);
        Ok(Answer::json(200, json))
    }

    /// 204 at once, gone once the worker has run. Soft: contributions go to the ghost.
    pub(super) fn delete_user(&mut self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, WRITE)?;
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let hard = match call.form.get("hard_delete") {
            None => false,
            Some(value) => truth("hard_delete", value)?,
        };
        if !hard && user.owns_alone() {
            return Err(Refusal::Message(409, "User cannot be removed while is the sole-owner of a group".to_owned()));
        }
        unchanged_since(call, user.updated_at)?;
        self.doom(id, !hard, call.now);
        Ok(Answer::empty())
    }

    /// Since 15.2. An administrator's stays (`lib/api/users.rb`).
    pub(super) fn disable_two_factor(&mut self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        if !self.settings.practice.at_least(15, 2) {
            return Err(Refusal::NoRoute);
        }
        let id = number(id)?;
        self.admit_admin(call, WRITE)?;
        let mut user = self.users.get_mut(&id).ok_or_else(Refusal::no_user)?;
        if user.is_admin {
            let why = "Two-factor authentication for admins cannot be disabled via the API. Use the Rails console";
            return Err(Refusal::forbidden_because(why));
        }
        if !user.two_factor {
            let why = "400 Bad request - Two-factor authentication is not enabled for this user";
            return Err(Refusal::Message(400, why.to_owned()));
        }
        (user.two_factor, user.updated_at) = (false, call.now);
        Ok(Answer::empty())
    }

    pub(super) fn delete_identity(&mut self, call: &Call, id: &str, provider: &str) -> Result<Answer, Refusal> {
        let id = number(id)?;
        self.admit_admin(call, WRITE)?;
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        if user.identities.iter().all(|own| own.provider != provider) {
            return Err(Refusal::Message(404, "404 Identity Not Found".to_owned()));
        }
        unchanged_since(call, user.updated_at)?;
        if let Some(mut user) = self.users.get_mut(&id) {
            user.identities.retain(|own| own.provider != provider);
            user.updated_at = call.now;
        }
        if provider.starts_with("ldap") {
            self.leave_ldap(id);
        }
        Ok(Answer::empty())
    }
}

/// `If-Unmodified-Since`, to the second as HTTP has it; a date that is none does not count.
pub(super) fn unchanged_since(call: &Call, updated_at: Timestamp) -> Result<(), Refusal> {
    let date = call.unmodified_since.as_deref().map(|text| text.trim().trim_end_matches("GMT").trim().to_owned());
    let since = date.and_then(|text| {
        let http = jiff::fmt::rfc2822::parse(&format!("{text} +0000")).map(|moment| moment.timestamp());
        http.ok().or_else(|| text.parse::<Timestamp>().ok())
    });
    match since {
        Some(since) if updated_at.as_second() > since.as_second() => {
            Err(Refusal::Message(412, "412 Precondition Failed".to_owned()))
        }
        _ => Ok(()),
    }
}
