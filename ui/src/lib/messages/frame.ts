// The frame: rail, strip, key sheet, and the page that stands there when the desk cannot open.

import type { ErrorCode, Fill, SyncPhase } from '../backend'
import type { PlaceName } from '../desk.svelte'
import { count } from '../format'
import type { KeyGroup } from '../keys'
import { cut, isolate, visible } from '../text'

export const places: Record<PlaceName, string> = { queue: 'Queue', accounts: 'Accounts', reports: 'Reports', outbox: 'Outbox', history: 'History' }

export const frame = {
  heading: (place: string, instance: string) => `${place} · ${isolate(instance)}`,
}

export const deskSays = {
  copied: (what: string) => `Copied ${what}`,
  beingSent: 'The decision is being sent: wait until it is sent.',
  moderating: 'You are moderating now: what you decide is held for a moment, and Z takes it back.',
  moderatingAsked: 'You are moderating now: letters open the panel, nothing is sent before you say so there.',
}

/** Moves that stopped between their steps. */
function leftActive(n: number, shown: string): string {
  return n === 1 ? '1 account left active' : `${shown} accounts left active`
}

export const rail = {
  region: 'Instances and places',
  instances: 'Instances',
  places: 'Places',
  add: 'Add an instance',
  edit: (name: string) => `Settings of ${name}`,
  settings: 'Settings',
  keys: 'Keys',
  onTheServer: 'Appeals, strikes and audit log are on the server',
  waiting: (n: string) => `${n} waiting`,
  offline: 'offline',
  refused: 'not let in',
  left: leftActive,
  mayOnlyLook: 'only looking',
  shortcut: (number: number) => `Ctrl+${number}`,
  kind: (software: string, role: string | null) => (role ? `${software} · ${role}` : software),
}

/** "12,400 of about 100,000". What turns out to be more than was expected is told without it. */
export const far = ({ fetched, expected }: Fill): string =>
  expected === null || expected < fetched ? `${count(fetched)} so far` : `${count(fetched)} of about ${count(expected)}`

export const strip = {
  region: 'Status',
  untried: 'Not asked yet',
  online: 'Online',
  offline: (since: string) => `Offline for ${since}`,
  refused: 'The server does not let us in',
  waiting: (until: string) => `Asked to wait, ${until} left`,
  waitingSome: 'Asked to wait',
  tryAgain: 'Try again',
  synced: 'Synced',
  syncedBefore: 'synced',
  neverSynced: 'Never synced',
  next: (time: string) => `next in ${time}`,
  fetching: (n: string) => `Refreshing, ${n} fetched`,
  fetchingReports: 'Refreshing reports',
  fetchingStaff: (n: string) => `Refreshing staff, ${n} fetched`,
  fetchingRestricted: (n: string) => `Refreshing restricted accounts, ${n} fetched`,
  fetchingChanges: (n: string) => `Looking for changes, ${n} fetched`,
  sweeping: (n: string) => `Looking at everybody again, ${n} fetched`,
  /** What the first fill is at. */
  filling: {
    pending: 'Fetching who waits',
    reports: 'Fetching reported accounts',
    staff: 'Fetching staff',
    restricted: 'Fetching restricted accounts',
    changes: 'Fetching what changed',
    accounts: 'Fetching accounts',
    remote: 'Fetching accounts of other servers',
    sweep: 'Looking at everybody again',
  } satisfies Record<SyncPhase, string>,
  fill: (doing: string, far: string) => `${doing}: ${far}`,
  /** Beside what is fetched first, whose number this is not. */
  ofEverybody: (far: string) => `all accounts: ${far}`,
  rate: (n: string) => `${n} a minute`,
  remaining: {
    soon: 'less than a minute',
    minutes: (n: string) => `about ${n} min`,
    hours: (n: string) => `about ${n} h`,
    days: (n: string) => `about ${n} d`,
  },
  endsAt: (time: string) => `Done about ${time}`,
  paused: 'Paused',
  pausedHint: 'Nothing is fetched by itself until you resume.',
  pausedAt: (far: string) => `Paused: ${far}`,
  halted: (far: string) => `Fetched ${far}`,
  goesOn: (time: string) => `goes on in ${time}`,
  cutShort: 'the server ended its list early',
  pause: 'Pause',
  resume: 'Resume',
  /** Read aloud: what began and what ended, and nothing between. */
  heard: {
    began: (instance: string) => `Fetching the accounts of ${isolate(cut(visible(instance), 60))}`,
    goesOn: 'Fetching goes on',
    paused: 'Fetching is paused',
    halted: 'Fetching has stopped',
    whole: 'All accounts are fetched',
    cutShort: 'The server ended its list early: not all accounts are fetched',
  },
  stop: 'Stop',
  api: 'API',
  budget: (left: string, of: string) => `${left} of ${of}`,
  kept: (n: string) => `${n} kept for you`,
  keptHint: 'So many requests are left for what you do; refreshing does not touch them.',
  resets: (time: string) => `resets in ${time}`,
  waitsUntil: (time: string) => `Waits until ${time}, so that the server has no reason to complain`,
  waitsFor: (time: string) => `Waits ${time}, so that the server has no reason to complain`,
  budgetLabel: 'Requests left in the budget of the server',
  asking: (n: number, shown: string) => (n === 1 ? '1 decision waits for you' : `${shown} decisions wait for you`),
  unsure: (n: number, shown: string) => (n === 1 ? '1 decision is not sure' : `${shown} decisions are not sure`),
  left: leftActive,
  leftOn: (n: number, shown: string, instances: string) => `${leftActive(n, shown)} on ${instances}`,
  practiceStopped: 'The practice servers are not running',
  startPractice: 'Start practice servers',
  sessionOnly: 'Tokens last until you close Bailiwick',
}

/** Lists that a server does not give as they were asked for. */
export const unreliable = {
  short: (n: number) => (n === 1 ? '1 list not as asked' : `${count(n)} lists not as asked`),
  title: 'Not given as asked',
  lists: {
    pending: 'who waits',
    reports: 'reported accounts',
    staff: 'staff',
    restricted: 'restricted accounts',
    changes: 'what changed',
    accounts: 'all accounts, newcomers first',
    remote: 'accounts of other servers',
    sweep: 'everybody again',
  } satisfies Record<SyncPhase, string>,
  which: (lists: string[]) => `In this session the server ignored or refused what it was asked for, or its pages led back: ${lists.join(', ')}.`,
  means: 'Its answers are checked row by row, and its numbers are not believed. Who belongs there is looked for among all accounts, so somebody may be missing until everybody is fetched.',
}

export const banners = {
  region: 'About this instance',
  lookingOnly: 'You are only looking.',
  lookingHint: 'Nothing can be changed on the server from here.',
  start: 'Start moderating',
  teach: 'opens approve,',
  teachAtOnce: 'approves, and',
  teachCancel: 'takes back what has not left;',
  teachReject: 'opens reject. A panel says what will happen before anything is sent.',
  teachAll: 'shows all keys.',
  gotIt: 'Got it',
  cacheReset: 'The cache of this instance was broken and has been set aside. It fills again; no decision is lost.',
  edit: 'Instance settings',
}

/** Why nothing can be decided: the journal of the instance is closed. */
export function closedJournal(code: ErrorCode['code'] | undefined): string {
  if (code === 'keyGone') return 'The keychain has no key for the journal of this instance, so nothing can be decided. The journal was left untouched: the recovery key opens it.'
  if (code === 'snapshotFailed') return 'This version of Bailiwick copies the journal of this instance before it changes it, and the copy could not be made; so nothing can be decided. The journal was left untouched: make room on the disk, then start again.'
  return 'The journal of this instance cannot be opened, so nothing can be decided. It was left untouched: restore it from a backup.'
}

/** A move that stopped between its steps and could not be put back. */
export const halfway = {
  left: (handle: string, instance: string) => `${isolate(`@${cut(visible(handle), 80)}`)} on ${isolate(cut(visible(instance), 60))} was left active: ban it or block it now.`,
  how: (done: string) => `${done} went only half the way.`,
  open: 'Open',
  openWhom: (handle: string) => `Open ${isolate(`@${cut(visible(handle), 80)}`)}`,
  look: 'Look again',
  lookWhom: (handle: string) => `Look again at ${isolate(`@${cut(visible(handle), 80)}`)}`,
  more: (n: number, shown: string) => (n === 1 ? 'And 1 more was left active.' : `And ${shown} more were left active.`),
  history: 'Show them in History',
}

export const keySheet = {
  title: 'Keys that count here and now',
  description: 'Letters sleep while you type. They can be switched off in the settings.',
  groups: { decide: 'Decide', work: 'Work', move: 'Move', places: 'Places', find: 'Find' } satisfies Record<KeyGroup, string>,
  nextRow: 'Next account',
  previousRow: 'Previous account',
  openAccount: 'Go to the account',
  backToList: 'Back to the list',
  nextTab: 'Next tab',
  previousTab: 'Previous tab',
  panes: 'Next pane',
  panesBack: 'Previous pane',
  search: 'Search',
  sheet: 'This sheet',
  refresh: 'Refresh',
  allActions: 'All actions',
  rows: 'Rows of the list',
  send: 'In the panel: send, also while you type',
  onServer: 'Open on the server',
}

export const splitter = 'Width of the list'

export const trouble = {
  broken: 'The window could not be drawn',
  brokenNext: 'Nothing is lost: what was decided stands in History. Draw the window again; if this comes back, please report it.',
  drawAgain: 'Draw again',
  titles: (code: ErrorCode['code']): string => {
    if (code === 'alreadyOpen') return 'Bailiwick is open already'
    if (code === 'folderUnusable') return 'The data folder cannot be used'
    if (code === 'storeUnusable') return 'A file cannot be opened'
    if (code === 'keyGone') return 'The keychain has lost a key'
    if (code === 'snapshotFailed') return 'A file cannot be copied'
    if (code === 'diskTrouble') return 'The disk is in trouble'
    if (code === 'keychainUnusable') return 'The keychain cannot be used'
    return 'The desk cannot open'
  },
  again: 'Try again',
  diagnostics: 'Copy diagnostics',
  copied: 'Copied the diagnostics: no names, addresses or tokens are in them.',
  quit: 'Quit',
}
