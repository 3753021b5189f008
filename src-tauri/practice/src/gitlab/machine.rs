//! The state machine (section 2): which event leads from which state to which.

use super::state::State;

/// What can happen to a user's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Block,
    /// Also what SAML and SCIM do.
    LdapBlock,
    Activate,
    BlockPendingApproval,
    Ban,
    Unban,
    Deactivate,
}

impl State {
    /// The state after an event; none where the machine does not allow it, and the record stays as it is.
    pub(super) const fn after(self, event: Event) -> Option<Self> {
        match (event, self) {
            (Event::Block, Self::Active | Self::LdapBlocked | Self::Deactivated | Self::BlockedPendingApproval) => {
                Some(Self::Blocked)
            }
            (Event::LdapBlock, Self::Active | Self::Deactivated) => Some(Self::LdapBlocked),
            (Event::Activate, Self::Active) => None,
            (Event::Activate, _) | (Event::Unban, Self::Banned) => Some(Self::Active),
            (Event::BlockPendingApproval, Self::Active) => Some(Self::BlockedPendingApproval),
            (Event::Ban, Self::Active) => Some(Self::Banned),
            (Event::Deactivate, Self::Active) => Some(Self::Deactivated),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event::*, State, State::*};

    #[test]
    fn events_lead_where_the_table_says() {
        let states = [Active, Blocked, LdapBlocked, Banned, Deactivated, State::BlockedPendingApproval];
        let table = [
            (Block, [Some(Blocked), None, Some(Blocked), None, Some(Blocked), Some(Blocked)]),
            (LdapBlock, [Some(LdapBlocked), None, None, None, Some(LdapBlocked), None]),
            (Activate, [None, Some(Active), Some(Active), Some(Active), Some(Active), Some(Active)]),
            (super::Event::BlockPendingApproval, [Some(State::BlockedPendingApproval), None, None, None, None, None]),
            (Ban, [Some(Banned), None, None, None, None, None]),
            (Unban, [None, None, None, Some(Active), None, None]),
            (Deactivate, [Some(Deactivated), None, None, None, None, None]),
        ];
        for (event, row) in table {
            for (from, to) in states.into_iter().zip(row) {
                assert_eq!(from.after(event), to, "{event:?} from {from:?}");
            }
        }
    }
}
