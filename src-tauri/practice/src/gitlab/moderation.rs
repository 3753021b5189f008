//! The eight verbs: result matrix 1.1 with its bodies, the refusals of 1.2, and by version the words of 1.7. What follows from them is in `effects`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::auth::WRITE;
use super::machine::Event;
use super::refusal::Refusal;
use super::state::{Gitlab, State, User};
use super::switches::{GitlabSwitches, Inferred};
use super::users::number;
use crate::call::{Answer, Call};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Activate,
    Deactivate,
    Block,
    Unblock,
    Ban,
    Unban,
    Approve,
    Reject,
}

impl Verb {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "activate" => Self::Activate,
            "deactivate" => Self::Deactivate,
            "block" => Self::Block,
            "unblock" => Self::Unblock,
            "ban" => Self::Ban,
            "unban" => Self::Unban,
            "approve" => Self::Approve,
            "reject" => Self::Reject,
            _ => return None,
        })
    }

    /// Whether the version has it (1.7).
    fn is_known(self, switches: &GitlabSwitches) -> bool {
        match self {
            Self::Activate | Self::Deactivate | Self::Block | Self::Unblock => true,
            Self::Approve => switches.at_least(13, 7),
            Self::Ban | Self::Unban | Self::Reject => {
                switches.at_least(14, 3) || switches.other(Inferred::OlderHaveBan)
            }
        }
    }

    /// Approve and reject ask in their service, the others in the API: hence the different words.
    fn not_an_admin(self) -> Refusal {
        match self {
            Self::Approve => Refusal::service("You are not allowed to approve a user"),
            Self::Reject => Refusal::service("You are not allowed to reject a user"),
            _ => Refusal::forbidden(),
        }
    }

    /// What a success says.
    pub(super) fn success(self) -> Answer {
        let message = json!({ "message": "Success" });
        match self {
            Self::Approve => Answer::json(201, message),
            Self::Reject => Answer::json(200, message),
            _ => Answer::json(201, json!(true)),
        }
    }
}

/// What a verb comes to for one user.
enum Outcome {
    /// The body, with nothing changed.
    Unchanged(Value),
    /// For the state machine.
    Send(Event),
    Rejected,
}

use Outcome::{Rejected, Send, Unchanged};

/// Whom a verb is for, and who asks.
struct Case<'a> {
    user: &'a User,
    caller: i64,
    now: Timestamp,
}

impl Gitlab {
    pub(super) fn moderate(&mut self, call: &Call, id: &str, verb: &str) -> Result<Answer, Refusal> {
        let verb = Verb::parse(verb).filter(|verb| verb.is_known(&self.settings.practice)).ok_or(Refusal::NoRoute)?;
        let id = number(id)?;
        let caller = self.admit(call, WRITE)?;
        let by = (caller.user.username.clone(), caller.user.id);
        let is_admin = caller.is_admin;
        // The first six look for an administrator before they look for the user, the two services after.
        let in_service = matches!(verb, Verb::Approve | Verb::Reject);
        if !is_admin && !in_service {
            return Err(verb.not_an_admin());
        }
        if !is_admin && self.users.contains_key(&id) {
            return Err(verb.not_an_admin());
        }
        self.carry_out(verb, id, &by, call.now)
    }

    /// The same by another administrator, who needs no token for it.
    pub(super) fn moderated(&mut self, id: i64, verb: &str, by: &(String, i64), now: Timestamp) -> Option<Answer> {
        let done = self.carry_out(Verb::parse(verb)?, id, by, now);
        Some(done.unwrap_or_else(|refusal| refusal.answer(&self.settings.practice)))
    }

    fn carry_out(&mut self, verb: Verb, id: i64, by: &(String, i64), now: Timestamp) -> Result<Answer, Refusal> {
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        let case = Case { user, caller: by.1, now };
        match self.outcome(verb, &case)? {
            Unchanged(body) => Ok(Answer::json(201, body)),
            Send(event) => self.transition(verb, id, event, by, now),
            Rejected => {
                self.reject(id, now);
                Ok(verb.success())
            }
        }
    }

    fn outcome(&self, verb: Verb, case: &Case<'_>) -> Result<Outcome, Refusal> {
        let state = case.user.state;
        match verb {
            Verb::Activate => self.activate(state),
            Verb::Deactivate => self.deactivate(case),
            Verb::Block => self.block(case),
            Verb::Unblock => self.unblock(state),
            Verb::Ban => self.ban(case),
            Verb::Unban if state == State::Banned => Ok(Send(Event::Unban)),
            Verb::Unban => Err(Refusal::service(format!("You cannot unban {} users.", state.word()))),
            Verb::Approve if state == State::BlockedPendingApproval => Ok(Send(Event::Activate)),
            Verb::Approve => {
                Err(Refusal::Message(409, "The user you are trying to approve is not pending approval".to_owned()))
            }
            Verb::Reject if state == State::BlockedPendingApproval => Ok(Rejected),
            Verb::Reject => Err(Refusal::Message(409, "User does not have a pending request".to_owned())),
        }
    }

    /// Until 16.8 the API itself, since then a service: other words, and an active user is a success.
    fn activate(&self, state: State) -> Result<Outcome, Refusal> {
        let in_service = self.settings.practice.at_least(16, 8);
        let odd = matches!(state, State::Banned | State::BlockedPendingApproval);
        if state.is_blocked() && !(odd && self.settings.practice.other(Inferred::ActivateBannedOrPending)) {
            return Err(if in_service {
                Refusal::service("Error occurred. A blocked user must be unblocked to be activated")
            } else {
                Refusal::forbidden_because("A blocked user must be unblocked to be activated")
            });
        }
        Ok(if state == State::Active && in_service { Unchanged(json!(true)) } else { Send(Event::Activate) })
    }

    /// In this order: deactivated already, blocked in any way, internal, active lately. Service since 16.0.
    fn deactivate(&self, case: &Case<'_>) -> Result<Outcome, Refusal> {
        let switches = &self.settings.practice;
        let state = case.user.state;
        let days = self.settings.dormant_days();
        let said = |service: String, api: String| {
            if switches.at_least(16, 0) { Refusal::service(service) } else { Refusal::forbidden_because(&api) }
        };
        if state == State::Deactivated {
            return Ok(Unchanged(Value::Null));
        }
        if state.is_blocked() {
            let odd = matches!(state, State::Banned | State::BlockedPendingApproval);
            if odd && switches.other(Inferred::DeactivateBannedOrPending) {
                return Ok(Send(Event::Deactivate));
            }
            return Err(said(
                "Error occurred. A blocked user cannot be deactivated".to_owned(),
                "A blocked user cannot be deactivated by the API".to_owned(),
            ));
        }
        if case.user.id == case.caller && switches.other(Inferred::DeactivateOneself) {
            return Err(Refusal::forbidden_because("The API initiating user cannot be deactivated by the API"));
        }
        if case.user.user_type.is_internal() {
            return Err(said(
                "Internal users cannot be deactivated".to_owned(),
                "An internal user cannot be deactivated by the API".to_owned(),
            ));
        }
        // Asking is activity, too: so nobody deactivates themselves (1.2).
        let asks = case.user.id == case.caller;
        let counts = asks || (case.user.never_seen() && switches.other(Inferred::NeverSeenIsActive));
        if counts || case.user.recently_active(case.now, days) {
            let text = format!(
                "The user you are trying to deactivate has been active in the past {days} days and cannot be deactivated"
            );
            return Err(said(text.clone(), format!("{text} by the API")));
        }
        Ok(Send(Event::Deactivate))
    }

    /// In this order: LDAP, oneself (not in every version), blocked already in any way, internal.
    fn block(&self, case: &Case<'_>) -> Result<Outcome, Refusal> {
        let switches = &self.settings.practice;
        let guarded = switches.at_least(16, 0) || switches.other(Inferred::OlderGuardOneself);
        match case.user.state {
            State::LdapBlocked => Err(Refusal::forbidden_because("LDAP blocked users cannot be modified by the API")),
            _ if guarded && case.user.id == case.caller => {
                Err(Refusal::forbidden_because("The API initiating user cannot be blocked by the API"))
            }
            State::Banned if switches.other(Inferred::BlockBanned) => Ok(Send(Event::Block)),
            State::BlockedPendingApproval if switches.other(Inferred::BlockPending) => Ok(Send(Event::Block)),
            state if state.is_blocked() => Ok(Unchanged(Value::Null)),
            _ if case.user.user_type.is_internal() => Err(Refusal::service("An internal user cannot be blocked")),
            _ => Ok(Send(Event::Block)),
        }
    }

    /// Also a hidden unban, and an approval without its steps.
    fn unblock(&self, state: State) -> Result<Outcome, Refusal> {
        let switches = &self.settings.practice;
        match state {
            State::LdapBlocked => Err(Refusal::forbidden_because("LDAP blocked users cannot be unblocked by the API")),
            State::Deactivated => Err(Refusal::forbidden_because("Deactivated users cannot be unblocked by the API")),
            State::Banned if switches.other(Inferred::UnblockBanned) => Ok(Unchanged(json!(false))),
            State::BlockedPendingApproval if switches.other(Inferred::UnblockPending) => Ok(Unchanged(json!(false))),
            _ => Ok(Send(Event::Activate)),
        }
    }

    /// No look at whom: the caller themselves and internal users can be banned.
    fn ban(&self, case: &Case<'_>) -> Result<Outcome, Refusal> {
        let switches = &self.settings.practice;
        if case.user.id == case.caller && switches.other(Inferred::BanOneself) {
            return Err(Refusal::forbidden_because("The API initiating user cannot be banned by the API"));
        }
        if case.user.user_type.is_internal() && switches.other(Inferred::BanInternal) {
            return Err(Refusal::service("You cannot ban internal users."));
        }
        if case.user.state == State::Active {
            Ok(Send(Event::Ban))
        } else {
            Err(Refusal::service(format!("You cannot ban {} users.", case.user.state.word())))
        }
    }
}
