//! The eight verbs: result matrix 1.1 with its bodies, the cross-cutting refusals 1.2 and the side effects 1.5.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::auth::WRITE;
use super::refusal::Refusal;
use super::state::{Gitlab, State, User};
use crate::call::{Answer, Call};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
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

    /// Approve and reject ask in their service, the others in the API: hence the different words.
    fn not_an_admin(self) -> Refusal {
        match self {
            Self::Approve => Refusal::service("You are not allowed to approve a user"),
            Self::Reject => Refusal::service("You are not allowed to reject a user"),
            _ => Refusal::forbidden(),
        }
    }
}

/// What a verb comes to for one user.
enum Outcome {
    /// The body, with nothing changed.
    Unchanged(Value),
    /// The new state; the body is `true`.
    Becomes(State),
    Approved,
    Rejected,
}

use Outcome::{Approved, Becomes, Rejected, Unchanged};

impl Gitlab {
    pub(super) fn moderate(&mut self, call: &Call, id: &str, verb: &str) -> Result<Answer, Refusal> {
        let (Some(verb), Ok(id)) = (Verb::parse(verb), id.parse::<i64>()) else {
            return Err(Refusal::NoRoute);
        };
        let caller = self.admit(call, WRITE)?;
        let by = (caller.user.username.clone(), caller.user.id);
        let is_admin = caller.is_admin;
        // The first six look for an administrator before they look for the user, the two services after.
        let in_service = matches!(verb, Verb::Approve | Verb::Reject);
        if !is_admin && !in_service {
            return Err(verb.not_an_admin());
        }
        let user = self.users.get(&id).ok_or_else(Refusal::no_user)?;
        if !is_admin {
            return Err(verb.not_an_admin());
        }
        let outcome = self.outcome(verb, user, by.1, call.now)?;
        Ok(self.carry_out(verb, id, &by, outcome, call.now))
    }

    fn outcome(&self, verb: Verb, user: &User, caller: i64, now: Timestamp) -> Result<Outcome, Refusal> {
        let state = user.state;
        let days = self.settings.deactivate_dormant_users_period;
        match verb {
            Verb::Activate if state.is_blocked() => {
                Err(Refusal::service("Error occurred. A blocked user must be unblocked to be activated"))
            }
            Verb::Activate => Ok(Becomes(State::Active)),

            Verb::Deactivate if state == State::Deactivated => Ok(Unchanged(Value::Null)),
            Verb::Deactivate if state.is_blocked() => {
                Err(Refusal::service("Error occurred. A blocked user cannot be deactivated"))
            }
            Verb::Deactivate if user.user_type.is_internal() => {
                Err(Refusal::service("Internal users cannot be deactivated"))
            }
            Verb::Deactivate if user.recently_active(now, days) => Err(Refusal::service(format!(
                "The user you are trying to deactivate has been active in the past {days} days and cannot be deactivated"
            ))),
            Verb::Deactivate => Ok(Becomes(State::Deactivated)),

            Verb::Block if state == State::LdapBlocked => {
                Err(Refusal::forbidden_because("LDAP blocked users cannot be modified by the API"))
            }
            Verb::Block if user.id == caller => {
                Err(Refusal::forbidden_because("The API initiating user cannot be blocked by the API"))
            }
            Verb::Block if state.is_blocked() => Ok(Unchanged(Value::Null)),
            Verb::Block if user.user_type.is_internal() => Err(Refusal::service("An internal user cannot be blocked")),
            Verb::Block => Ok(Becomes(State::Blocked)),

            Verb::Unblock => match state {
                State::LdapBlocked => {
                    Err(Refusal::forbidden_because("LDAP blocked users cannot be unblocked by the API"))
                }
                State::Deactivated => {
                    Err(Refusal::forbidden_because("Deactivated users cannot be unblocked by the API"))
                }
                State::Active => Ok(Unchanged(json!(false))),
                // Also a hidden unban, and an approval without its steps.
                State::Blocked | State::Banned | State::BlockedPendingApproval => Ok(Becomes(State::Active)),
            },

            // No look at whom: the caller themselves and internal users can be banned.
            Verb::Ban if state == State::Active => Ok(Becomes(State::Banned)),
            Verb::Ban => Err(Refusal::service(format!("You cannot ban {} users.", state.word()))),
            Verb::Unban if state == State::Banned => Ok(Becomes(State::Active)),
            Verb::Unban => Err(Refusal::service(format!("You cannot unban {} users.", state.word()))),

            Verb::Approve if state == State::BlockedPendingApproval => Ok(Approved),
            Verb::Approve => {
                Err(Refusal::Message(409, "The user you are trying to approve is not pending approval".to_owned()))
            }
            Verb::Reject if state == State::BlockedPendingApproval => Ok(Rejected),
            Verb::Reject => Err(Refusal::Message(409, "User does not have a pending request".to_owned())),
        }
    }

    fn carry_out(&mut self, verb: Verb, id: i64, by: &(String, i64), outcome: Outcome, now: Timestamp) -> Answer {
        let success = json!({ "message": "Success" });
        let answer = match &outcome {
            Unchanged(body) => return Answer::json(201, body.clone()),
            Becomes(_) => Answer::json(201, json!(true)),
            Approved => Answer::json(201, success),
            Rejected => Answer::json(200, success),
        };
        let Some(user) = self.users.get_mut(&id) else {
            return answer;
        };
        match outcome {
            Becomes(state) if state != user.state => {
                (user.state, user.updated_at) = (state, now);
                if let Some(attribute) = match verb {
                    Verb::Block => Some("blocked_by"),
                    Verb::Unblock => Some("unblocked_by"),
                    _ => None,
                } {
                    user.custom_attributes.insert(
                        attribute.to_owned(),
                        format!("{}/{}+{}", by.0, by.1, now.strftime("%Y-%m-%d %H:%M:%S UTC")),
                    );
                }
            }
            Approved => (user.state, user.updated_at) = (State::Active, now),
            // Until the worker has run the row stays as it is, so a second reject succeeds too.
            Rejected => {
                user.removal_queued_at.get_or_insert(now);
            }
            Becomes(_) | Unchanged(_) => {}
        }
        if verb == Verb::Ban && self.settings.enforce_email_subaddress_restrictions {
            self.ban_same_mail(id, now);
        }
        answer
    }

    /// A ban may reach accounts that nobody selected: active ones with the same mailbox behind `+tags` (1.5).
    fn ban_same_mail(&mut self, id: i64, now: Timestamp) {
        let Some(mailbox) = self.users.get(&id).map(|user| mailbox(&user.email)) else {
            return;
        };
        for user in self.users.values_mut().filter(|user| user.id != id && user.state == State::Active) {
            if self::mailbox(&user.email) == mailbox {
                (user.state, user.updated_at) = (State::Banned, now);
                user.custom_attributes
                    .insert("auto_banned_by".to_owned(), "enforce_email_subaddress_restrictions".to_owned());
            }
        }
    }
}

fn mailbox(email: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    format!("{}@{domain}", local.split('+').next().unwrap_or(local)).to_lowercase()
}
