//! Who else shares an address, a network or a mail domain with an account.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::Engine;
use crate::error::Result;
use crate::filter::{Filter, Network, StateFilter, lower};
use crate::list::{Count, Others, Sharing, StateCount};
use crate::model::{Account, AccountId, Mark, Marks};
use crate::platform;
use crate::profile::ProfileId;
use crate::profile::instance::Instance;
use crate::store::cache::{SHARERS, Shared, Sharers};

/// Older addresses than the latest five say little about who uses them now.
const ADDRESSES: usize = 5;

impl Engine {
    /// The other accounts of the cache from the account's latest five addresses, their networks, and its mail domain, by
    /// state; what nobody shares is left out, and so is a network without others beyond those of its addresses. Those that
    /// are gone from the server are counted until the cache forgets them, but the list has only those who are there.
    ///
    /// # Errors
    /// `NotFound` when the cache does not have the account.
    pub async fn others(&self, profile: &ProfileId, account: &AccountId) -> Result<Vec<Others>> {
        let instance = self.instance(profile)?;
        let account = super::understood(&instance, &super::kept(&instance, account).await?)?;
        let addresses = addresses(&account);
        let mut told = Vec::new();
        for address in &addresses {
            told.extend(sharing(&instance, &account.id, Sharing::Address, address.to_string()).await?);
        }
        for network in networks(&addresses) {
            if beyond(&instance, &account.id, &network, &addresses).await? {
                told.extend(sharing(&instance, &account.id, Sharing::Network, network).await?);
            }
        }
        if let Some(domain) = mail_domain(&account) {
            told.extend(sharing(&instance, &account.id, Sharing::MailDomain, domain).await?);
        }
        Ok(told)
    }
}

/// The latest addresses, each once.
pub(crate) fn addresses(account: &Account) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = Vec::new();
    for address in account.addresses.iter().filter_map(|address| address.ip.parse::<IpAddr>().ok()) {
        let address = address.to_canonical();
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses.truncate(ADDRESSES);
    addresses
}

/// Their networks, each once: as much as one household or one company is given.
fn networks(addresses: &[IpAddr]) -> Vec<String> {
    let mut networks: Vec<String> = Vec::new();
    for address in addresses {
        let network = match address {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{}/24", Ipv4Addr::new(a, b, c, 0))
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        };
        if !networks.contains(&network) {
            networks.push(network);
        }
    }
    networks
}

fn mail_domain(account: &Account) -> Option<String> {
    let (_, domain) = account.mail.as_deref()?.rsplit_once('@')?;
    Some(lower(domain)).filter(|domain| !domain.is_empty())
}

/// Whether the network has others than those who share the account's own addresses in it.
async fn beyond(instance: &Instance, account: &AccountId, network: &str, addresses: &[IpAddr]) -> Result<bool> {
    let Some(range) = Network::parse(network) else { return Ok(false) };
    let addresses = addresses.iter().map(ToString::to_string).filter(|address| range.holds(address));
    let own: Vec<Network> = addresses.filter_map(|address| Network::parse(&address)).collect();
    let all = instance.cache.sharers_in_number(account, &[range]).await?;
    Ok(all > instance.cache.sharers_in_number(account, &own).await?)
}

/// The others that share it; none where nobody does.
async fn sharing(instance: &Instance, account: &AccountId, sharing: Sharing, value: String) -> Result<Option<Others>> {
    let (shared, filter) = match sharing {
        Sharing::Address | Sharing::Network => {
            let Some(range) = Network::parse(&value) else { return Ok(None) };
            (Shared::Range(range), Filter { ip: Some(value.clone()), ..Filter::default() })
        }
        Sharing::MailDomain => {
            let mail = Some(format!("@{value}"));
            (Shared::MailDomain(value.clone()), Filter { mail, ..Filter::default() })
        }
    };
    let sharers = instance.cache.sharers(account, &shared).await?;
    if sharers.total() == 0 {
        return Ok(None);
    }
    let rejected_here = match &instance.journal {
        // An unreadable journal costs this number, not the others.
        Some(journal) => journal.rejected(&sharers.gone).await.unwrap_or_default(),
        None => 0,
    };
    let states = platform::states(instance.record().software.platform).iter().copied();
    Ok(Some(told(sharing, value, &sharers, rejected_here, states, filter.print())))
}

fn told(
    sharing: Sharing,
    value: String,
    sharers: &Sharers,
    rejected_here: u32,
    states: impl Iterator<Item = StateFilter>,
    typed: String,
) -> Others {
    let more = sharers.total() > SHARERS;
    let count = |fits: &dyn Fn(Marks) -> bool| {
        let number = sharers.marks.iter().filter(|(marks, _)| fits(*marks)).map(|(_, count)| count).sum::<u32>();
        Count { number: number.min(SHARERS), more }
    };
    let there = |marks: Marks| !marks.has(Mark::Gone);
    let in_state = |state: StateFilter| count(&|marks| there(marks) && state.holds(marks));
    let states = states.map(|state| StateCount { state, count: in_state(state) });
    Others {
        sharing,
        value,
        others: count(&|_| true),
        good: in_state(StateFilter::Unrestricted),
        gone: count(&|marks| !there(marks)),
        rejected_here,
        states: states.filter(|of| of.count.number > 0).collect(),
        typed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Address;

    fn account(ips: &[&str], mail: Option<&str>) -> Account {
        let address = |ip: &&str| Address { ip: (*ip).to_owned(), used_at: None };
        let addresses = ips.iter().map(address).collect();
        Account { addresses, mail: mail.map(str::to_owned), ..Account::nobody() }
    }

    #[test]
    fn an_address_counts_once_however_it_is_written_and_old_ones_not_at_all() {
        let ips = ["198.51.100.7", "::ffff:198.51.100.7", "nonsense", "2001:DB8:0:1::7", "198.51.100.9", "192.0.2.1"];
        let found = addresses(&account(&[&ips[..], &["192.0.2.2", "192.0.2.3"]].concat(), None));
        let shown: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["198.51.100.7", "2001:db8:0:1::7", "198.51.100.9", "192.0.2.1", "192.0.2.2"]);
        assert_eq!(networks(&found), ["198.51.100.0/24", "2001:db8:0:1::/64", "192.0.2.0/24"]);
    }

    #[test]
    fn a_mail_domain_is_what_stands_behind_the_last_at() {
        for (mail, domain) in [
            ("a@Spam.Example", Some("spam.example")),
            ("\"a@b\"@c.example", Some("c.example")),
            ("a@", None),
            ("a", None),
        ] {
            assert_eq!(mail_domain(&account(&[], Some(mail))).as_deref(), domain, "{mail}");
        }
    }

    #[test]
    fn more_than_are_counted_are_told_as_more() {
        let good = Marks::NONE;
        let gone = Marks::of(&[Mark::Gone, Mark::Suspended]);
        let sharers = Sharers { marks: vec![(good, 999), (gone, 2)], gone: Vec::new() };
        let told = |sharers: &Sharers| {
            let states = [StateFilter::Suspended, StateFilter::NotSuspended].into_iter();
            told(Sharing::Address, "192.0.2.1".to_owned(), sharers, 1, states, String::new())
        };
        let many = told(&sharers);
        assert_eq!(many.others, Count { number: 1_000, more: true });
        assert_eq!(many.good, Count { number: 999, more: true });
        assert_eq!(many.gone, Count { number: 2, more: true });
        let states: Vec<_> = many.states.iter().map(|of| of.state).collect();
        assert_eq!(states, [StateFilter::NotSuspended], "who is gone is in no state");
        let few = told(&Sharers { marks: vec![(good, 3), (Marks::of(&[Mark::Pending]), 1)], gone: Vec::new() });
        assert_eq!((few.others, few.good.number), (Count { number: 4, more: false }, 3));
    }
}
