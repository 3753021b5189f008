// The list: search, filters, parts of the queue, and what stands there when there is nothing to list.

import type { AccountKind, Days, FilterField, Matching } from '../backend'
import { count, day } from '../format'
import { common } from './common'

export const list = {
  queue: 'Queue',
  accounts: 'Accounts',
  searchLabel: (place: string) => `Search ${place.toLowerCase()}`,
  searchHint: 'filter or search…',
  searchMore: 'filter…',
  searchHelp: (words: string[]) =>
    `Words find names, display names and mail.${words.length > 0 ? ` These filter: ${words.map((word) => `${word}:`).join(' ')} – quotes keep spaces: name:"Anna K".` : ''}`,
  searchHelpServer: 'Ctrl+Enter asks the server, too.',
  editChip: (chip: string) => `Change the filter ${chip}`,
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
  endLoaded: 'That is everybody loaded who matches.',
  partConfirmed: (n: string) => `Mail confirmed · ${n} · oldest first`,
  partUnconfirmed: (n: string) => `Mail not confirmed · ${n} · the server removes them after some days`,
  partAll: (n: string) => `Waiting · ${n} · oldest first`,
  mailConfirmed: 'Mail confirmed',
  mailNotConfirmed: 'Mail not confirmed',
  noReason: 'no reason given',
  notAFilter: (word: string) => `${word} is no filter.`,
  /** An open range ends in dots of its own. */
  couldBe: (words: string) => `It could be ${words}${words.endsWith('.') ? '' : '.'}`,
}

export const empty = {
  nobodyWaits: 'Nobody waits',
  checked: (ago: string) => `Checked ${ago}.`,
  checkAgain: 'Check again',
  noMatch: 'Nobody matches',
  noMatchYet: 'Nobody matches yet',
  noMatchHint: 'Only loaded accounts are searched: change the words, or load more from the server.',
  noMatchServer: 'Only loaded accounts were searched; the server may know more.',
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

const pages = (n: number) => `${count(n)} ${n === 1 ? 'page' : 'pages'}`
const accounts = (n: number) => `${count(n)} ${n === 1 ? 'account' : 'accounts'}`
const fitting = (n: number) => (n === 0 ? 'none fits' : n === 1 ? '1 fits' : `${count(n)} fit`)

/** Searching the server for what the list is filtered by. */
export const onServer = {
  start: 'Search the server for this',
  help: 'Ctrl+Enter. What the server sends joins the loaded accounts.',
  key: 'In the list: search the server for what is filtered',
  label: 'Searching the server',
  goOn: 'Go on',
  running: (n: number, fetched: number, fit: number) => (n === 0 ? 'Searching…' : `Searching… ${pages(n)}, ${accounts(fetched)}, ${fitting(fit)}`),
  sent: (n: number, fetched: number, fit: number) => (n === 0 ? 'Stopped before anything came.' : `The server sent ${count(fetched)}; ${fitting(fit)}. It has more.`),
  sentAll: (_: number, fetched: number, fit: number) => (fetched === 0 ? 'The server found nobody.' : `The server sent ${count(fetched)}; ${fitting(fit)}. It has no more.`),
  words: 'free words',
  notAsked: (what: string[]) => `This server can't be asked for ${what.join(', ')}: applied to what it sent.`,
  ignored: "Most of what came doesn't fit: this server ignores a part of the filter.",
  why: {
    noToken: 'There is no token for this instance in this session: paste one in its settings, then the server can be searched.',
    offline: 'The server can be searched when you are online.',
    waiting: 'The server asks us to wait before it is asked again.',
  },
}

const matching: Record<Matching, string> = {
  beginning: 'Begins with; the server ignores case.',
  part: 'Found anywhere in it; the server ignores case.',
  whole: 'The whole, exactly.',
  range: 'An address, or a range like 198.51.100.0/24.',
  days: 'Both days included, in UTC. An empty one leaves that end open.',
  oneOf: '',
  idUnchecked: 'Results cannot be checked here, and are shown only after searching the server.',
  loadedOnly: 'This server cannot be asked: done on what is loaded.',
}

/** What is more to say of a field, or other than how it is compared. */
const fieldHints: Partial<Record<FilterField, Partial<Record<Matching, string>>>> = {
  text: {
    beginning: 'Found anywhere in names and mail addresses that are loaded. The server can be asked for one word only, and finds what begins with it.',
    part: 'Found anywhere in names and mail addresses that are loaded. The server can be asked for one word only, of three letters or more, and finds mail addresses only whole.',
  },
  role: { oneOf: 'By name, as seen here. Where roles have ids on the server, the search box takes those, too.' },
  mail: {
    beginning: 'Begins with; the server ignores case. With @ first, the domain.',
    whole: 'What it begins with, or with @ first the domain. The server finds whole addresses only.',
  },
  domain: { whole: 'The whole domain, exactly; no subdomains.' },
  invitedBy: {
    idUnchecked: `The inviter's user id, a number; it stands nowhere in the API. ${matching.idUnchecked}`,
  },
  publicMail: { whole: 'The whole address, exactly; not the one that they sign in with.' },
  identity: { whole: 'A provider, or provider:uid. The server finds the second only, exactly.' },
  saml: { idUnchecked: `The provider's number on the server. ${matching.idUnchecked}` },
  attribute: { idUnchecked: `As key=value, both whole. ${matching.idUnchecked}` },
}

/** Who is behind an account. */
export const accountKinds: Record<AccountKind, string> = { human: 'People', bot: 'Bots', internal: 'The server itself' }

/** Words that stand after a colon, as one reads them. */
export const filterValues: Record<string, string> = { yes: common.yes, no: common.no, on: 'On', off: 'Off', none: 'In none' }

/** Days of a filter, on its chip. */
export const dayRange = ({ from, to }: Days): string => {
  if (from !== null && from === to) return day(from)
  return from === null ? (to === null ? '' : `until ${day(to)}`) : to === null ? `since ${day(from)}` : `${day(from)} – ${day(to)}`
}

export const filterForm = {
  title: 'Filters',
  help: 'Filters by field: they are written into the search box',
  any: 'Any',
  apply: 'Apply',
  clear: 'Clear all',
  more: (n: string) => `More filters (${n})`,
  from: 'From',
  to: 'To',
  dayOf: (field: string, end: string) => `${field}: ${end.toLowerCase()}`,
  dayExample: '2026-11-21',
  dayWrong: 'Write a day as 2026-11-21: year, month, day.',
  fields: {
    text: 'Words',
    state: 'State',
    origin: 'At home on',
    username: 'User name',
    name: 'Display name',
    mail: 'Mail address',
    ip: 'IP address',
    domain: 'Domain of another server',
    role: 'Role',
    invitedBy: 'Invited by',
    kind: 'Kind',
    external: 'External',
    twoFactor: 'Two-factor',
    joined: 'Joined',
    projects: 'Projects',
    identity: 'Signs in by',
    ldap: 'Directory (LDAP)',
    saml: 'SAML provider',
    auditor: 'Auditor',
    publicMail: 'Public mail address',
    attribute: 'Custom attribute',
  } satisfies Record<FilterField, string>,
  hint: (field: FilterField, how: Matching): string => fieldHints[field]?.[how] ?? matching[how],
}
