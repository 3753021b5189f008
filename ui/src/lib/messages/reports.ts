// Reports: their list, one closely, what may be done with it, and the posts that they are about.

import type { Allowance, MediaKind, ReportCategory, ReportDetail, ReportHands, ReportState, Verb, Visibility } from '../backend'
import { isolate, shortId, visible } from '../text'
import { verbs, verbsDoing, verbsDone } from './words'

const at = (handle: string): string => isolate(`@${visible(handle)}`)
const some = (n: number, shown: string, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${shown} ${many}`)

export const reportCategories: Record<ReportCategory, string> = { spam: 'Spam', legal: 'Illegal', violation: 'Rule broken', other: 'Other' }
export const reportStates: Record<ReportState, string> = { open: 'Open', resolved: 'Resolved', all: 'All' }
export const reportHands: Record<ReportHands, string> = { any: "Anybody's", mine: 'Mine', nobodys: "Nobody's", others: "Somebody else's" }

export const reports = {
  region: 'Reports',
  number: (id: string) => `#${shortId(id)}`,
  title: (id: string) => `Report ${isolate(`#${shortId(id)}`)}`,
  state: 'Which reports, asked of the server',
  onLoaded: 'On what is loaded:',
  onLoadedHint: 'The server cannot be asked for these: they are looked for among the reports that are loaded.',
  hands: 'In whose hands',
  category: 'About what',
  anyCategory: 'Any reason',
  origin: 'Where the account is at home',
  about: 'about',
  by: 'by',
  dropAbout: (handle: string) => `No longer only reports about ${at(handle)}`,
  dropBy: (handle: string) => `No longer only reports by ${at(handle)}`,
  loaded: (n: string) => `${n} loaded`,
  /** Some of what is loaded is filtered out. */
  found: (n: string) => `${n} found among those loaded`,
  newer: (n: string) => `${n} newer`,
  show: 'show',
  older: 'Load older from the server',
  olderOffline: 'The server has older reports; they can be loaded when you are online.',
  end: 'That is every report of this kind.',
  posts: (n: number, shown: string) => some(n, shown, 'post', 'posts'),
  files: (n: number, shown: string) => some(n, shown, 'file', 'files'),
  yours: 'Yours',
  theirs: (handle: string) => `@${visible(handle)}`,
  theirsNote: (handle: string) => `${at(handle)} handles it`,
  others: (n: number, shown: string) => `+${some(n, shown, 'other', 'others')}`,
  othersNote: (n: number, shown: string) => `${some(n, shown, 'other open report', 'other open reports')} about the same account`,
  resolved: 'Resolved',
  noComment: 'no comment',
  next: 'Next report',
  previous: 'Previous report',
  goTo: 'Go to the report',
  loading: 'Reports are being loaded',
}

export const reportsEmpty = {
  none: 'No open reports',
  noneResolved: 'No resolved reports are loaded',
  noneAtAll: 'No reports are loaded',
  noMatch: 'No report matches',
  noMatchHint: 'In whose hands, reason and origin are looked for only among the reports that are loaded.',
  clear: 'Clear filters',
  older: 'The server has more of them.',
  fetching: 'Fetching the first reports',
  fetchingHint: 'They appear as they come.',
  offline: 'The server cannot be reached, and no report is cached',
  broken: 'The reports cannot be shown',
}

export const noReports = {
  title: 'No reports here for you',
  there: 'Reports are read on the server',
  unknown: 'Whether there are reports is not known yet',
  elsewhere: 'They may still be there, on the pages of the server.',
  edit: 'Instance settings',
}

/** Why this instance has no reports for us. */
export function noReportsWhy(allowance: Allowance | undefined, instance: string): string {
  const where = isolate(instance)
  switch (allowance?.kind) {
    case 'notByRole': return `Your role on ${where} may not see reports: an administrator can allow it to manage reports.`
    case 'notByScope': return `Your token may not read reports: make one with the scope ${isolate(allowance.scope)} and renew it in the settings of this instance.`
    // Nothing is said of it where the software knows no such thing.
    case undefined:
    case 'notHere': return `${where} shows its reports to no program: read them in the browser, then look for the account here.`
    case 'yes':
    case 'unknown': return `${where} has not told whether there are reports for you: ask again, or look at your role and token.`
    default: return allowance satisfies never
  }
}

export const report = {
  region: 'Open report',
  none: 'No report is open',
  noneHint: 'Choose one in the list.',
  noneKeys: 'J and K walk through the list.',
  gone: 'This report cannot be shown',
  sides: 'The report and its account',
  sideReport: (id: string) => `Report #${shortId(id)}`,
  sideAccount: 'Account',
  about: 'about',
  assignedToYou: 'Yours',
  assignedTo: (handle: string) => `@${visible(handle)} handles it`,
  nobody: 'Nobody',
  resolvedBy: (handle: string | null, you: boolean) => (you ? 'Resolved by you' : handle === null ? 'Resolved' : `Resolved by @${visible(handle)}`),
  made: 'made',
  seen: 'as of',
  reading: 'Reading it from the server',
  notFreshened: 'Could not be read anew:',
  onServer: 'On server',
  onServerHint: 'Open this report on the server',
  actions: 'What can be done with the report',
  allActions: 'All actions',
  act: 'Act on the account…',
  actHint: 'Opens the account beside this report: what you do there names the report as its cause.',
  letterAgain: (letter: string) => `This is the account: press ${letter} again.`,
  reportAgain: (letter: string) => `This is the report: press ${letter} again.`,
  comment: 'What was reported',
  noComment: 'The reporter wrote nothing.',
  from: 'By',
  fromUnknown: 'The server does not tell who reported.',
  moreBy: 'Other reports by them',
  facts: 'About this report',
  target: 'Account',
  number: 'Number',
  numberWhat: 'the number',
  createdAt: 'Made',
  forwarded: 'Passed on',
  forwardedYes: "to the account's own server",
  forwardedNo: "not to the account's own server",
  forwardedUnknown: 'the server does not tell',
  handled: 'Handled by',
  rules: 'Rules that were named',
  posts: (n: number, shown: string) => (n === 0 ? 'Reported posts' : some(n, shown, 'reported post', 'reported posts')),
  noPosts: 'No post was reported, only the account.',
  others: 'Other open reports about this account',
  noOthers: 'No other open report about it is loaded.',
  resolved: 'Resolved',
  openAccount: 'Open this account',
  changed: 'It changed meanwhile.',
  decisions: 'Decided from this desk',
  earlier: (verb: Verb, you: boolean, by: string) => `${verbsDone[verb]} ${you ? 'by you' : `by ${at(by)}`}`,
  kept: 'Reason kept here:',
  meanwhileNext: 'Nothing was sent: look, then decide again if you still want to.',
  lookAgain: 'Look again',
  dismiss: 'Got it',
}

/** What became of a report between two looks at it: who was quicker. */
export function meanwhile(before: ReportDetail, after: ReportDetail | null): string {
  if (after === null) return 'The report is gone.'
  if (!before.resolved && after.resolved) {
    const { resolvedBy } = after
    return resolvedBy === null ? 'It was resolved meanwhile.' : `${at(resolvedBy.handle)} resolved it meanwhile.`
  }
  if (before.resolved && !after.resolved) return 'It was opened again meanwhile.'
  if (before.assigned?.id !== after.assigned?.id) {
    if (after.assigned === null) return "It is nobody's any more."
    return after.mine ? 'It is yours already.' : `${at(after.assigned.handle)} took it meanwhile.`
  }
  return 'It changed meanwhile.'
}

export const reportPanel = {
  report: (id: string) => `report ${isolate(`#${shortId(id)}`)}`,
  about: 'about',
  nobodyTold: 'Nobody is told.',
  has: (handle: string) => `${at(handle)} has it now.`,
  reason: 'Reason',
  reasonHint: 'kept on this computer, nobody else sees it',
  sending: (verb: Verb) => `${verbsDoing[verb]}…`,
  lookAtReport: 'Look at the report',
  changed: 'The report is no longer as it was on screen, so nothing was sent: look at it again, then decide.',
}

/** What the bar says on the button; an ellipsis when it asks before it acts. */
export const reportButton = (verb: Verb, asks: boolean): string => (asks ? `${verbs[verb]}…` : verbs[verb])

export const visibilities: Record<Visibility, { word: string; note: string }> = {
  public: { word: 'Public', note: 'Everybody sees it' },
  unlisted: { word: 'Quiet public', note: 'Everybody who looks for it sees it' },
  followers: { word: 'Followers', note: 'Followers see it' },
  mentioned: { word: 'Mentioned people', note: 'Those whom it mentions see it' },
  unknown: { word: 'Visibility unknown', note: 'The server uses a word that Bailiwick does not know; perhaps few see it' },
}

export const mediaKinds: Record<MediaKind, string> = { image: 'Picture', video: 'Video', audio: 'Sound', other: 'File' }

export const posts = {
  edited: 'edited',
  reply: 'answers somebody',
  boosts: 'passes on a post by',
  sensitive: 'marked sensitive by its author',
  warning: 'Content warning',
  showText: 'Show the text',
  hideText: 'Hide the text',
  noText: 'no text',
  whole: (letters: string) => `Show all ${letters} letters`,
  less: 'Show less',
  onServer: 'On the server',
  media: (kind: MediaKind, at: string, of: string) => `${mediaKinds[kind]} ${at} of ${of}`,
  noDescription: 'no description',
  show: 'Show',
  uncover: 'Uncover',
  cover: 'Cover',
  showing: (what: string) => `Show ${what}, covered`,
  uncovering: (what: string) => `Uncover ${what}`,
  covering: (what: string) => `Cover ${what} again`,
  stillOnly: 'still picture of it',
  wordsOnly: 'No still picture: it can be looked at on the server.',
  off: 'Pictures are off for this instance: the settings of the instance can switch them on.',
  failed: 'It could not be fetched.',
  none: 'No posts.',
  noneHint: 'The server shows none: there are none, or none that it lets you see.',
  notShown: 'The server shows no posts of this account: it is suspended or gone.',
  cannot: 'The posts cannot be read.',
  list: 'Posts, newest first',
  notKept: 'Read from the server now, and not kept.',
  more: 'Older posts',
  loaded: (n: number, shown: string) => some(n, shown, 'post', 'posts'),
}

export const accountReports = {
  tab: 'Reports',
  postsTab: 'Posts',
  none: 'No open report about this account is loaded.',
  list: 'Open reports about this account',
  all: 'All reports about this account',
  allBy: 'Reports by this account',
}
