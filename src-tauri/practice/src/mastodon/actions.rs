//! `POST …/:id/action`: warnings and measures, with their strikes and the reports they close (2.4).

use jiff::Timestamp;
use serde_json::json;

use super::INSTANCE_ACTOR;
use super::auth::{WRITE, require, role_of};
use super::filter::number;
use super::refusal::Refusal;
use super::roles::{MANAGE_REPORTS, MANAGE_USERS, Role};
use super::state::{Account, Id, Mastodon, Report, Strike, Suspension};
use super::words::{Complaint, Field, Flaw};
use crate::Dialect;
use crate::call::{Answer, Call, Params};

/// What is done; `None` only warns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    None,
    Sensitive,
    Disable,
    Silence,
    Suspend,
}

impl Measure {
    /// Before 4.0 a type that is no type passed, and only a strike came of it.
    fn parse(form: &Params, version: Dialect) -> Result<Self, Refusal> {
        const UNKNOWN: Flaw = Flaw(Field::Type, Complaint::NotInList);
        match form.filled("type") {
            Some("none") => Ok(Self::None),
            Some("sensitive") => Ok(Self::Sensitive),
            Some("disable") => Ok(Self::Disable),
            Some("silence") => Ok(Self::Silence),
            Some("suspend") => Ok(Self::Suspend),
            _ if version == Dialect::V3_5 => Ok(Self::None),
            Some(_) => Err(Refusal::Invalid(vec![UNKNOWN])),
            None => Err(Refusal::Invalid(vec![Flaw(Field::Type, Complaint::Blank), UNKNOWN])),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Sensitive => "sensitive",
            Self::Disable => "disable",
            Self::Silence => "silence",
            Self::Suspend => "suspend",
        }
    }

    fn allowed(self, by: &Account, target: &Account) -> Result<(), Refusal> {
        if self == Self::None {
            return Ok(());
        }
        // The policy asks a login that is not there: an exception, not a refusal.
        if self == Self::Disable && target.user.is_none() {
            return Err(Refusal::Broken);
        }
        let target_role = target.user.as_ref().map(|user| Role::of(user.role));
        let outranked = target_role.is_none_or(|role| role_of(Some(by)).overrides(role));
        if !outranked || (self == Self::Suspend && target.id == INSTANCE_ACTOR) {
            return Err(Refusal::NotAllowed);
        }
        Ok(())
    }

    fn take(self, target: &mut Account, now: Timestamp) {
        match self {
            Self::None => {}
            Self::Sensitive => target.sensitized_at = Some(now),
            Self::Silence => target.silenced_at = Some(now),
            // Also on a suspended account: the thirty days start again, and a remote suspension becomes a local one.
            Self::Suspend => target.suspension = Some(Suspension::by_moderator(now)),
            Self::Disable => {
                if let Some(user) = &mut target.user {
                    user.disabled = true;
                }
            }
        }
    }
}

impl Mastodon {
    /// Everything is checked before anything is done, as in the server's transaction.
    pub(super) fn act(&mut self, call: &Call, id: &str) -> Result<Answer, Refusal> {
        let caller = self.admit(call, WRITE)?;
        let target = self.find(id)?;
        let by = require(caller, MANAGE_USERS)?;
        let measure = Measure::parse(&call.form, self.manner.version)?;
        measure.allowed(by, target)?;
        let text = self.strike_text(&call.form)?;
        let named = self.named_report(&call.form)?;
        let report = named.map(|report| report.id);
        let posts = named.map(|report| report.posts.iter().map(|post| post.id).collect()).unwrap_or_default();
        let closing = self.closed_reports(measure, target.id, report);
        if !closing.is_empty() {
            require(caller, MANAGE_REPORTS)?;
        }
        let (target, by, handle) = (target.id, by.id, target.handle());
        // Left out means yes: whoever wants silence has to say so.
        let wanted = call
            .form
            .filled("send_email_notification")
            .is_none_or(|word| !matches!(word, "0" | "f" | "F" | "false" | "FALSE" | "off" | "OFF"));

        let Some(mut account) = self.accounts.get_mut(&target) else {
            return Err(Refusal::NoRecord);
        };
        measure.take(&mut account, call.now);
        let notified = wanted && account.user.is_some();
        drop(account);
        if measure != Measure::None || !text.is_empty() {
            self.note(call.now, by, measure.word(), handle);
        }
        self.strikes.push(Strike {
            at: call.now,
            target,
            by,
            action: measure.word().to_owned(),
            text,
            report,
            posts,
            notified,
        });
        for id in closing {
            self.resolve(id, by, call.now);
        }
        Ok(Answer::json(200, json!({})))
    }

    /// The preset's text, a blank line, the text of one's own.
    fn strike_text(&self, form: &Params) -> Result<String, Refusal> {
        let own = form.filled("text").unwrap_or_default();
        let Some(wanted) = form.filled("warning_preset_id").map(number) else {
            return Ok(own.to_owned());
        };
        let preset = self.presets.iter().find(|preset| preset.id == wanted).ok_or(Refusal::NoRecord)?;
        Ok([preset.text.as_str(), own].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n"))
    }

    /// Has to exist, but not to concern the target: the server doesn't look.
    fn named_report(&self, form: &Params) -> Result<Option<&Report>, Refusal> {
        let Some(wanted) = form.filled("report_id").map(|text| Id(number(text))) else {
            return Ok(None);
        };
        self.reports.iter().find(|report| report.id == wanted).map(Some).ok_or(Refusal::NoRecord)
    }

    /// A warning closes the report it names; every measure closes all that are open against the account.
    fn closed_reports(&self, measure: Measure, target: Id, named: Option<Id>) -> Vec<Id> {
        let open = self.reports.iter().filter(|report| report.resolved_at.is_none());
        let closed = open
            .filter(|report| if measure == Measure::None { Some(report.id) == named } else { report.target == target });
        closed.map(|report| report.id).collect()
    }

    /// Also a report that is closed already: the later moderator and moment stay.
    pub(super) fn resolve(&mut self, id: Id, by: Id, now: Timestamp) {
        if let Some(report) = self.reports.iter_mut().find(|report| report.id == id) {
            (report.resolved_at, report.resolved_by, report.updated_at) = (Some(now), Some(by), Some(now));
            self.note(now, by, "resolve", format!("Report #{id}"));
        }
    }
}
