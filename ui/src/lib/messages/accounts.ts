// The list: search, filters, parts of the queue, and what stands there when there is nothing to list.

import type { AccountKind, Days, Fill, FilterField, Matching } from '../backend'
import type { Column } from '../list/columns.svelte'
import { count, day } from '../format'
import { cut, isolate, visible } from '../text'
import { common } from './common'
import { far } from './frame'

export const list = {
  queue: 'Queue',
  accounts: 'Accounts',
  searchLabel: (place: string) => `Search ${place.toLowerCase()}`,
  searchHint: 'filter or search…',
  searchMore: 'filter…',
  searchHelp: (words: string[]) =>
    `Words find names, display names and mail.${words.length > 0 ? ` These filter: ${words.map((word) => `${word}:`).join(' ')} – quotes keep spaces: name:"Anna K"; commas part several: domain:a.example,b.example; a minus says what must not be so: -state:suspended.` : ''}`,
  searchHelpServer: 'Ctrl+Enter asks the server, too.',
  completions: 'What could be typed next',
  not: (face: string) => `not ${face}`,
  /** One of them. */
  anyOf: (faces: string[]) => (faces.length < 2 ? (faces[0] ?? '') : `${faces.slice(0, -1).join(', ')} or ${faces.at(-1) ?? ''}`),
  /** None of two or more. */
  noneOf: (faces: string[]) => `neither ${faces.join(' nor ')}`,
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
  fromHint: (moment: string) => `Of the accounts listed here, the one that was not read from the server for longest was read ${moment}`,
  fetching: (n: string) => `Fetching, ${n} so far`,
  fetchingPending: (n: string) => `Fetching who waits, ${n} so far`,
  newer: (n: string) => `${n} newer wait`,
  show: 'show',
  export: 'Write this list into a file',
  stillFetching: (fill: Fill) => `Still fetching: ${far(fill)}`,
  fillPaused: (fill: Fill) => `Paused: ${far(fill)}`,
  fillStopped: (fill: Fill) => `Fetched ${far(fill)}; more come with the next refresh.`,
  fillOffline: (fill: Fill) => `Fetched ${far(fill)}; it goes on when you are online.`,
  pause: 'Pause',
  resume: 'Go on',
  end: 'That is everybody.',
  endFiltered: 'That is everybody who matches.',
  endLoaded: 'That is everybody loaded who matches.',
  /** The server broke off a list of everybody. */
  endCutShort: 'That is everybody loaded; the server may know more.',
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
  /** What could be there instead stands under the search box. */
  notUnderstood: (words: string[]) => {
    const [first = '', ...more] = words.map((word) => isolate(cut(visible(word), 40)))
    return more.length === 0 ? `${first} is no filter: it was looked for as it stands.` : `${[first, ...more].join(', ')} are no filters: they were looked for as they stand.`
  },
  leaveOut: (n: number) => (n === 1 ? 'Leave it out' : 'Leave them out'),
  noMatchHint: 'Only loaded accounts are searched: change the words.',
  noMatchFilling: 'Accounts are still being fetched: who matches appears as they come.',
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
  offline: (since: string) => `Offline for ${since}: this is what was fetched before. What you decide waits in the Outbox until the server answers.`,
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
  days: 'Both days included, in UTC, or so long ago as 7d. An empty one leaves that end open.',
  oneOf: '',
  idUnchecked: 'Results cannot be checked here, and are shown only after searching the server.',
  loadedOnly: 'This server cannot be asked: done on what is loaded.',
}

/** What is more to say of a field, or other than how it is compared. */
const fieldHints: Partial<Record<FilterField, Partial<Record<Matching, string>>>> = {
  text: {
    beginning: 'Found anywhere in the names, mail addresses, domains, reasons and notes that are loaded. The server can be asked for one word only, and finds what begins with it.',
    part: 'Found anywhere in the names, mail addresses, domains, reasons and notes that are loaded. The server can be asked for one word only, of three letters or more, and finds mail addresses only whole.',
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
  lang: { oneOf: 'The language that they chose; de finds de-AT, too.', loadedOnly: `As de or pt-BR. ${matching.loadedOnly}` },
  attribute: { idUnchecked: `As key=value, both whole. ${matching.idUnchecked}` },
}

/** Who is behind an account. */
export const accountKinds: Record<AccountKind, string> = { human: 'People', bot: 'Bots', internal: 'The server itself' }

/** Words that stand after a colon, as one reads them. */
export const filterValues: Record<string, string> = { yes: common.yes, no: common.no, on: 'On', off: 'Off', none: 'In none' }

/** What an account can have: the words after `has:`. */
export const haves: Record<string, string> = {
  reason: 'A reason to join', mail: 'A mail address', note: 'A note', address: 'An IP address', bio: 'Something said of themselves', role: 'A role',
}

const units: Record<string, readonly [one: string, more: string]> = { h: ['hour', 'hours'], d: ['day', 'days'], w: ['week', 'weeks'], m: ['month', 'months'], y: ['year', 'years'] }

/** "7d" as "7 days"; none for what is no span of time. */
function span(typed: string): string | null {
  const [, n = '', unit = ''] = /^(\d{1,4})([hdwmy])$/iu.exec(typed) ?? []
  const words = units[unit.toLowerCase()]
  return words ? `${count(Number(n))} ${words[Number(n) === 1 ? 0 : 1]}` : null
}

/** "7d" as "Last 7 days". */
export const agoRange = (typed: string): string => `Last ${(span(typed) ?? typed).replace(/^1 /u, '')}`

/** Days of a filter, on its chip. */
export const dayRange = ({ from, to }: Days): string => {
  const shown = (end: string) => { const ago = span(end); return ago === null ? day(end) : `${ago} ago` }
  const lately = from !== null && to === null ? span(from) : null
  if (lately !== null) return `in the last ${lately.replace(/^1 /u, '')}`
  const before = to !== null && from === null ? span(to) : null
  if (before !== null) return `more than ${before} ago`
  if (from !== null && from === to) return shown(from)
  return from === null ? (to === null ? '' : `until ${shown(to)}`) : to === null ? `since ${shown(from)}` : `${shown(from)} – ${shown(to)}`
}

/** The columns of a list, and what is done with them. */
const columnNames: Record<Column, string> = {
  handle: 'Account', name: 'Display name', state: 'State', mail: 'Mail', domain: 'Server', address: 'IP address', joined: 'Joined', active: 'Active', seen: 'Fetched',
}
const moments: ReadonlySet<Column> = new Set(['joined', 'active', 'seen'])

export const columnWords = {
  title: 'Order and columns',
  titleNow: (column: string, way: string) => `Order and columns: by ${column.toLowerCase()}, ${way.toLowerCase()}`,
  of: columnNames,
  sort: (column: string) => `Order by ${column.toLowerCase()}; a third click puts the newest first again. Alt and an arrow move the column.`,
  sortBy: 'Order by',
  way: (column: Column, descending: boolean) => (moments.has(column) ? (descending ? 'Latest first' : 'Earliest first') : descending ? 'Z to A' : 'A to Z'),
  columns: 'Columns',
  narrow: 'The list is too narrow for columns: they come when it is wider.',
  missing: (names: string) => `Not all of them have room: ${names} ${names.includes(', ') ? 'come' : 'comes'} when the list is wider.`,
  width: (column: string) => `Width of the column ${column}`,
  earlier: (column: string) => `${column}: further to the left`,
  later: (column: string) => `${column}: further to the right`,
  reset: 'As it was at first',
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
  dayExample: '2026-11-21 or 7d',
  dayWrong: 'Write a day as 2026-11-21, or how long ago as 7d, 4w, 6m or 2y.',
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
    active: 'Last active',
    projects: 'Projects',
    identity: 'Signs in by',
    ldap: 'Directory (LDAP)',
    saml: 'SAML provider',
    auditor: 'Auditor',
    publicMail: 'Public mail address',
    attribute: 'Custom attribute',
    lang: 'Language',
    has: 'Has',
  } satisfies Record<FilterField, string>,
  hint: (field: FilterField, how: Matching): string => fieldHints[field]?.[how] ?? matching[how],
}
