//! What a profile keeps in memory for as long as the desk is open: how far reports were fetched, and where the pictures of
//! posts are. Nothing of it is written down.

use std::collections::{HashMap, VecDeque};

use crate::model::{Post, fingerprint};
use crate::platform::WhichReports;
use crate::report::ReportState;

/// How many filters are remembered.
const FILTERS: usize = 200;

/// How many pictures can be asked for by their keys, the last that were drawn.
const PICTURES: usize = 10_000;

/// How far reports were fetched, by what the server was asked for.
#[derive(Debug, Default)]
pub(crate) struct ReportsLoaded(HashMap<WhichReports, Option<String>>);

impl ReportsLoaded {
    /// Where fetching goes on; none where it begins, or begins anew.
    pub fn cursor(&self, which: &WhichReports) -> Option<String> {
        self.0.get(which).cloned().flatten()
    }

    /// Keeps where fetching goes on; none at the end.
    pub fn keep(&mut self, which: WhichReports, next: Option<String>) {
        if self.0.len() >= FILTERS && !self.0.contains_key(&which) {
            self.0.clear();
        }
        self.0.insert(which, next);
    }

    /// Whether the server has, or may have, more than was fetched.
    pub fn more(&self, which: &WhichReports) -> bool {
        let all_open = WhichReports { state: ReportState::Open, target: None, reporter: None };
        match (self.0.get(which), which.state) {
            (Some(next), _) => next.is_some(),
            // A refresh that came to the end brought every open report, whomever it is about.
            (None, ReportState::Open) => self.0.get(&all_open).is_none_or(Option::is_some),
            (None, ReportState::Resolved | ReportState::All) => true,
        }
    }
}

/// Where the pictures of the posts are that were drawn, under the keys that the window knows.
#[derive(Debug, Default)]
pub(crate) struct PostPictures {
    addresses: HashMap<String, String>,
    order: VecDeque<String>,
}

impl PostPictures {
    /// Gives every picture of the posts its key.
    pub fn name(&mut self, posts: &mut [Post]) {
        for media in posts.iter_mut().flat_map(|post| &mut post.media) {
            media.key = media.preview.as_deref().map(|address| self.keep(address));
        }
    }

    fn keep(&mut self, address: &str) -> String {
        let key = fingerprint(address);
        if self.addresses.insert(key.clone(), address.to_owned()).is_none() {
            self.order.push_back(key.clone());
        }
        while self.order.len() > PICTURES {
            if let Some(oldest) = self.order.pop_front() {
                self.addresses.remove(&oldest);
            }
        }
        key
    }

    /// The address of the picture under the key.
    pub fn address(&self, key: &str) -> Option<String> {
        self.addresses.get(key).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AccountId;

    #[test]
    fn only_the_last_pictures_can_be_asked_for() {
        let mut pictures = PostPictures::default();
        let address = |number: usize| format!("https://files.example/{number}.png");
        let first = pictures.keep(&address(0));
        assert_eq!(pictures.keep(&address(0)), first);
        let last: Vec<String> = (1..=PICTURES).map(|number| pictures.keep(&address(number))).collect();
        assert_eq!(pictures.address(&first), None);
        assert_eq!(pictures.address(&last[0]), Some(address(1)));
        assert_eq!((pictures.addresses.len(), pictures.order.len()), (PICTURES, PICTURES));
    }

    #[test]
    fn whoever_has_all_open_reports_has_those_about_one_account() {
        let which = |state, target: Option<&str>| WhichReports {
            state,
            target: target.map(|id| AccountId(id.to_owned())),
            reporter: None,
        };
        let mut loaded = ReportsLoaded::default();
        let about_one = which(ReportState::Open, Some("1"));
        assert!(loaded.more(&about_one));
        loaded.keep(which(ReportState::Open, None), Some("open:7".to_owned()));
        assert!(loaded.more(&about_one));
        loaded.keep(which(ReportState::Open, None), None);
        assert!(!loaded.more(&about_one));
        assert!(loaded.more(&which(ReportState::All, Some("1"))));
        (0..FILTERS).for_each(|number| loaded.keep(which(ReportState::All, Some(&number.to_string())), None));
        assert!(loaded.0.len() <= FILTERS);
    }
}
