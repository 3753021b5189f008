// The list: search, filters, parts of the queue, and what stands there when there is nothing to list.



export const list = {
  queue: 'Queue',
  accounts: 'Accounts',
  searchLabel: (place: string) => `Search ${place.toLowerCase()}`,
  searchHint: 'filter or search…',
  searchHelp: 'Words find names, display names and mail. state: and origin: filter.',
  chipState: 'state',
  chipOrigin: 'origin',
  dropChip: (chip: string) => `Remove the filter ${chip}`,
  states: 'State',
  statesOverlap: 'Counts of loaded accounts; they overlap',
  all: 'All',
  more: 'More',
  origin: 'Where they are at home',
  everywhere: 'All servers',
  moreWait: 'more wait on the server',
  loaded: (matching: string, loaded: string) => `${matching} of ${loaded} loaded`,
  refresh: 'Refresh',
  stop: 'Stop',
  from: (age: string) => `from ${age}`,
  fetching: (n: string) => `Fetching, ${n} so far`,
  fetchingPending: (n: string) => `Fetching who waits, ${n} so far`,
  newer: (n: string) => `${n} newer wait`,
  show: 'show',
  older: 'Load older accounts from the server',
  olderOffline: 'The server has older accounts; they can be loaded when you are online.',
  end: 'That is everybody.',
  endFiltered: 'That is everybody who matches.',
  partConfirmed: (n: string) => `Mail confirmed · ${n} · oldest first`,
  partUnconfirmed: (n: string) => `Mail not confirmed · ${n} · the server removes them after some days`,
  partAll: (n: string) => `Waiting · ${n} · oldest first`,
  mailConfirmed: 'Mail confirmed',
  mailNotConfirmed: 'Mail not confirmed',
  noReason: 'no reason given',
  notAFilter: (word: string) => `${word} is no filter.`,
  couldBe: (words: string) => `It could be ${words}.`,
}

export const empty = {
  nobodyWaits: 'Nobody waits',
  checked: (ago: string) => `Checked ${ago}.`,
  checkAgain: 'Check again',
  noMatch: 'Nobody matches',
  noMatchHint: 'Only loaded accounts are searched: change the words, or load more from the server.',
  clear: 'Clear filters',
  fetchingFirst: 'Fetching the first accounts',
  fetchingFirstHint: 'They appear as they come.',
  nothingYet: 'Nothing has been fetched yet',
  nothingYetHint: 'Bailiwick keeps what it fetches on this computer, so that the list is there at once next time.',
  fetch: 'Fetch accounts',
  offline: 'The server cannot be reached, and nothing is cached yet',
  refused: 'The server does not let us look',
  waiting: 'The server asks us to wait',
  waitingUntil: (time: string) => `It takes requests again in ${time}.`,
  waitingSome: 'It did not say how long: try again in a few minutes.',
  editInstance: 'Instance settings',
  broken: 'The list cannot be shown',
}

export const stale = {
  offline: (since: string) => `Offline for ${since}: this is what was fetched before. Deciding is off until the server answers.`,
  refused: 'This is what was fetched before.',
  waiting: 'The server asks us to wait: this is what was fetched before.',
  problem: 'The last refresh did not end well.',
}


