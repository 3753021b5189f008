// The panel: what a verb does, who hears of it, and what came of it.

import type { Caution, Consequence, DecisionView, Lookup, Rank, ReportUse, Status, Told, Verb } from '../backend'
import { count } from '../format'
import { isolate } from '../text'
import { refusals } from './refusals'
import { moves, verbs, verbsDoing, verbsDone, verbsOf, type Move } from './words'

/** Whole sentences: the first of a verb's is its effect. */
export const consequences: Record<Consequence, string> = {
  letIn: 'They may sign in and take part from now on.',
  letInOnceConfirmed: 'They are let in as soon as they confirm their mail address; until then nothing happens.',
  welcomeMailInAnHour: 'A welcome mail goes out about an hour later.',
  approvalMail: 'The server mails them that they were approved.',
  signUpErased: 'The sign-up and everything about it is erased on the server at once.',
  signUpErasedSoon: 'The sign-up and everything about it is erased by the server soon.',
  nameAndMailFree: 'Name and mail address become free again.',
  onRecordOnly: 'Nothing about the account changes.',
  hiddenFromStrangers: 'Their posts are hidden from everybody who does not follow them.',
  mediaBehindWarning: 'All their media is shown behind a warning.',
  mediaAsMarked: 'Their media is shown as they mark it themselves again.',
  loginStops: 'They can neither sign in nor post; profile and posts stay where they are.',
  shutOut: 'Profile and posts are shown to nobody here, and they cannot sign in.',
  hiddenHere: 'Profile and posts are shown to nobody here.',
  erasedInThirtyDays: 'The server erases all data after 30 days; until then this can be taken back.',
  thirtyDaysAnew: 'It is suspended already: the 30 days until the server erases the data begin anew.',
  becomesOurs: 'If its own server suspended it, it is from now on suspended by this one.',
  profileBlanked: "The profile's text, name and picture can no longer be read from the server.",
  mailShutOut: 'Their mail address cannot sign up again.',
  followsSevered: 'Their follows of people here are cut, and do not come back.',
  closesOpenReports: 'All open reports against this account are closed in your name.',
  closesChosenReport: 'Only the report that you choose is closed, in your name.',
  addsStrike: 'A strike is added to their record.',
  strikeUnseen: 'A strike is added that only moderators of this server see.',
  shownAgainUnlessErased: 'Profile and posts are shown again, as far as they were not erased.',
  erasedComesBackEmpty: 'If the data was erased already, an empty profile comes back, its login frozen.',
  mayBeSuspendedAgain: 'If its own server suspended it, that is not lifted: this is refused, or it is suspended again at once.',
  followsStayCut: 'Follows that were cut stay cut.',
  dataErased: 'Posts, media, follows and profile are erased for good.',
  nameAndMailTaken: 'Name and mail address stay taken.',
  notInServersLog: 'The server writes nothing about it into its own log: only your history here tells.',
  doneByWorker: 'The server does it in the background, soon.',
  suspendingErases: 'This server erases the data of whom it suspends.',
  reportIsYours: 'You stand beside the report as the one who handles it.',
  takenFromOther: 'They are not told that you take it.',
  reportIsNobodys: 'Nobody stands beside the report any more.',
  reportCloses: 'The report leaves the open ones; the account is not changed.',
  reportOpensAgain: 'The report is among the open ones again; what was done about the account stays.',
  seenAgain: 'Everybody sees them again.',
  cannotSignIn: 'They cannot sign in any more; open sessions end with the next request.',
  pipelinesStop: 'Running pipelines are cancelled and schedules switched off.',
  contributionsHidden: 'Their issues, merge requests and comments are hidden.',
  sameMailBannedToo: 'Other active accounts with the same mail address are banned too.',
  sameMailMayBeBannedToo: 'If the server compares mail addresses, other active accounts with the same one are banned too.',
  maySignInAgain: 'They may sign in again.',
  contributionsShownAgain: 'Their work is shown again; accounts that were banned along stay banned.',
  pipelinesStayStopped: 'Pipelines stay cancelled and schedules stay off.',
  seatChanges: 'This frees or takes a licence seat.',
  onlyThisServer: 'It holds on this server only; the other server is not told.',
  outUntilSignIn: 'They are out until they sign in again.',
  endsBySigningIn: 'They can end it themselves, by signing in.',
  activeForAMoment: 'Between the two steps the account is active for a moment.',
  putBackIfSecondFails: 'If the second step fails, the first is undone.',
  putBackWherePossible: 'If the second step fails, the first is undone where the server lets us; else it stays active.',
  accountErasedSoon: 'The account is erased for good by the server, soon.',
  contributionsToGhost: 'What they contributed stays, under the name of a ghost.',
  contributionsErased: 'All that they contributed is erased too, with every group that they alone own.',
  ownProjectsErased: 'Their own projects are erased.',
  noteReadByAdministrators: 'Every administrator of the server reads the note.',
  noteReplaced: 'The whole note is replaced; the server keeps no earlier one.',
}

/** The verbs after which an account counts among those that take a seat. */
const TAKES_SEAT: readonly Verb[] = ['approve', 'activate', 'unblock', 'unban']

/** An effect of this very verb. */
export function effect(one: Consequence, verb: Verb): string {
  if (one !== 'seatChanges') return consequences[one]
  return TAKES_SEAT.includes(verb) ? 'They take a licence seat, where the licence counts seats.' : 'Their licence seat becomes free, where the licence counts seats.'
}

/** Those of the effects that are about telling the person; the others are listed with the effect. */
export const isTelling = (one: Consequence): boolean => one === 'welcomeMailInAnHour' || one === 'approvalMail'

/** Those that are about the steps of a move: they stand as a caution of their own. */
export const isAboutSteps = (one: Consequence): boolean => one === 'activeForAMoment' || one === 'putBackIfSecondFails' || one === 'putBackWherePossible'

/** The effect that leads the panel. */
export const mainEffect = (some: Consequence[]): Consequence | undefined => some.find((one) => !isAboutSteps(one))

const cautions: Record<Exclude<Caution, 'staff'>, string> = {
  rankUnknown: 'The server does not tell whose role stands higher, so it may refuse.',
  reportsNotYours: 'Your role may not close reports: if there are open ones about this account, the server refuses.',
  oldState: 'What you see is older than a day: it is compared with the server before anything is sent.',
}

export function cautionWords(caution: Caution, rank: Rank): string {
  if (caution !== 'staff') return cautions[caution]
  return `${rank === 'administrator' ? 'This account is an administrator' : 'This account is staff'}: type its handle to go on.`
}

/** What becomes of reports is said beside the reports, where they are counted. */
export const isAboutReports = (one: Consequence): boolean => one === 'closesOpenReports' || one === 'closesChosenReport'

/** Where it is the moderator's choice, the choice itself says so. */
export const told: Record<Exclude<Told, 'choice'>, { lead: string; more: string }> = {
  never: { lead: 'They are told: never.', more: 'The server sends them nothing.' },
  always: { lead: 'They are told: always.', more: 'The server tells them itself.' },
  bySetting: { lead: 'They may be told.', more: 'The server tells them if it is set so.' },
}

export const panel = {
  /** "as @kim on tree.social." */
  as: 'as',
  on: 'on',
  irreversible: "This can't be taken back.",
  irreversibleShort: "Sent at once, can't be taken back",
  sentAtOnce: 'Sent at once',
  heldFirst: (time: string) => `Held for ${time}: until then you can cancel it`,
  heldThenGone: (time: string) => `Held for ${time}, then it can't be taken back`,
  waitsForServer: 'Waits in the Outbox until the server answers',
  also: 'What else happens',
  theirReason: 'They wrote',
  tell: 'Are they told?',
  tellYes: 'Tell them',
  tellYesHint: 'the server sends its notice',
  tellNo: "Don't tell them",
  tellNoHint: 'no mail, and no notice inside the server',
  tellMissing: 'Choose whether they are told.',
  message: 'Message',
  messageHint: 'they read it',
  length: (length: string, limit: string) => `${length} of ${limit} characters`,
  tooLong: (limit: string) => `Longer than ${limit} characters: shorten it.`,
  advanced: 'Advanced',
  preset: 'Number of a warning preset',
  presetHint: 'Its text goes before the message. The server cannot list its presets: the number stands in the address of the preset there.',
  presetWrong: 'A number of a preset has digits only.',
  reason: 'Reason',
  reasonHint: "kept on this computer, they won't see it",
  note: 'Note on the server',
  noteHint: 'every administrator reads it; empty it to remove it',
  noteSame: 'The note reads so already: change it first.',
  kept: 'What you wrote is there when you open it again.',
  noteToo: 'Also add it to the note on the server, which every administrator reads',
  steps: 'Two steps',
  typeHandle: (handle: string) => `Type ${handle} to go on`,
  typeHandleWrong: (handle: string) => `That is not ${handle} yet.`,
  send: (verb: Verb, atOnce: boolean) => (atOnce ? `${sendWord(verb)} now` : sendWord(verb)),
  sending: (verb: Verb) => `${verbsDoing[verb]}…`,
  back: 'Back',
  next: 'Next account',
  lookAgain: 'Look again',
  again: 'Change and try again',
  lookAtAccount: 'Look at the account',
  ctrlEnter: 'Ctrl+Enter sends from a text field',
}

/** "Unblock and ban now": the button that sends says both steps. */
const sendWord = (verb: Verb): string => (verb === 'note' ? 'Write note' : verb in moves ? verbsOf[verb] : verbs[verb])

/** Somebody else was quicker with the note that is being written. */
export const noteConflict = {
  title: 'Nothing was sent yet.',
  otherNote: 'Somebody changed the note on the server meanwhile. Yours is kept here.',
  otherAccount: 'The account changed meanwhile; its note did not. Yours is kept here.',
  theirs: 'On the server now',
  empty: 'No note.',
  mine: 'Yours',
  useTheirs: 'Use theirs',
  keepMine: 'Keep mine and send',
  asks: 'Asking the server how it is now',
  unread: 'How it is now could not be read:',
}

/** Reports as the cause, and what becomes of those that are open. */
export const cause = {
  title: 'Report that caused it',
  none: 'No report',
  asOf: 'as of',
  reading: 'Asking the server for more',
  stale: 'The reports could not be read anew:',
  lost: 'The report that you chose is no longer open.',
  noComment: 'no comment',
  by: 'by',
  byUnknown: 'reporter not told',
  yours: 'yours',
}

/** What becomes of the open reports; none where there are none. */
export function closing(use: ReportUse, open: number, chosen: boolean, handle: string): string | null {
  if (use === 'untouched' || open === 0) return null
  if (use === 'closesChosen') return chosen ? 'Closes only the chosen one.' : 'Closes none of them.'
  const who = isolate(`@${handle}`)
  const others = open - 1
  if (chosen) return others === 0 ? `Closes this one, the only open report about ${who}.` : `Closes this and ${count(others)} other open ${others === 1 ? 'report' : 'reports'} about ${who}.`
  return open === 1 ? `Closes the open report about ${who}.` : `Closes all ${count(open)} open reports about ${who}.`
}

/** Whether the request never reached the server: it refused nothing then. */
export function unsent({ status, refusal }: DecisionView): boolean {
  return status === 'refused' && refusal !== null && ['offline', 'askedToWait', 'notSent'].includes(refusal.kind)
}

/** What became of the reason that was to be added to the note; none where that went well, or was not asked for. */
export function noteLost({ steps }: DecisionView): string | null {
  const step = steps.find(({ part }) => part === 'note')
  if (step?.status === 'refused') return 'The reason was not added to the note.'
  return step?.status === 'unsure' ? 'Whether the reason was added to the note is not known.' : null
}

/** The second step failed and the first was undone. */
export function putBack({ verb, steps, refusal }: DecisionView): string {
  const { wanted, again }: Pick<Move, 'wanted' | 'again'> = moves[verb] ?? { wanted: 'do it', again: 'as it was' }
  const refused = steps.find(({ part }) => part === 'second')?.status === 'refused'
  const said = refused ? `The server would not ${wanted}; it is ${again} again.` : `The second step did not get through; it is ${again} again.`
  return refusal ? `${said} ${refusals(refusal)}` : said
}

type Looked = Exclude<Lookup, 'saidArrived' | 'saidNot'>

const leftActive: Record<Looked, string> = {
  notYet: 'It was left active, as far as we know: ban it or block it now.',
  shows: 'It was left active between the steps. The server shows the wanted state by now; by whom is not known.',
  unchanged: 'It was left active between the steps. By now it is as it was before.',
  different: 'It was left active between the steps. By now it is shut out in another way: look at it.',
  cannotTell: 'It was left active, and the server has no way to show what it is now: look at it there, then ban it or block it.',
}

/** A move that stopped between its steps, by what a later look told; nobody is asked about one. Only what was not looked at is loud. */
export const leftHalfway = (lookup: Lookup | null): string => leftActive[(lookup ?? 'notYet') as Looked]

/** The sentence that is said when a decision settled. */
export function outcome(decision: DecisionView, instance: string): string {
  const lost = noteLost(decision)
  return lost ? `${settledWords(decision, instance)} ${lost}` : settledWords(decision, instance)
}

function settledWords(decision: DecisionView, instance: string): string {
  const who = isolate(`@${decision.handle}`)
  const where = isolate(instance)
  switch (decision.status) {
    case 'held':
      return `${verbsOf[decision.verb]} ${who} on ${where}: it is held, and nothing has left yet.`
    case 'ready':
      return `${verbsOf[decision.verb]} ${who} on ${where}: it waits in the Outbox.`
    case 'sending':
      return `${verbsDoing[decision.verb]}: ${who} on ${where}…`
    case 'confirmed':
      return `${verbsDone[decision.verb]}: ${who} on ${where}. The server shows it.`
    case 'accepted':
      return `${where} accepted it and does not show it yet: ${verbsOf[decision.verb]} ${who}.`
    case 'unprovable':
      if (decision.lookup === 'saidArrived') return `${verbsDone[decision.verb]}: ${who} on ${where}. ${lookups.saidArrived}`
      // A worker does it later: that it is done already would be said too early.
      if (decision.verb === 'deleteData') return `${where} accepted it: ${verbsOf.deleteData} ${who}. ${consequences.doneByWorker} It has no way to show it.`
      return `${verbsDone[decision.verb]}: ${who} on ${where}. The server has no way to show it.`
    case 'refused':
      if (decision.lookup === 'saidNot') return `Not done: ${verbsOf[decision.verb]} ${who} on ${where}. ${lookups.saidNot}`
      if (unsent(decision)) return `Not sent: ${verbsOf[decision.verb]} ${who} on ${where}. ${refusals(decision.refusal ?? { kind: 'notSent' })}`
      return `${where} refused: ${verbsOf[decision.verb]} ${who}. ${decision.refusal ? refusals(decision.refusal) : refusals({ kind: 'serverSaysNo' })}`
    case 'unsure':
      return `Not sure whether it reached ${where}: ${verbsOf[decision.verb]} ${who}. ${decision.lookup ? lookups[decision.lookup] : lookups.notYet}`
    case 'gone':
      return `${who} is gone from ${where}, and whether by this decision is unknown.`
    case 'putBack':
      return `${verbsOf[decision.verb]} ${who} on ${where}: ${putBack(decision)}`
    case 'halfway':
      return `${verbsOf[decision.verb]} ${who} on ${where}: ${leftHalfway(decision.lookup)}`
    case 'changed':
      return `Not sent: ${verbsOf[decision.verb]} ${who} on ${where}. What you saw is no longer so: the Outbox asks what you want.`
    case 'wasSo':
      return `Nothing was sent: ${verbsOf[decision.verb]} ${who} on ${where}. It was so already.`
    case 'cancelled':
      return `Cancelled before it left: ${verbsOf[decision.verb]} ${who} on ${where}.`
    default:
      return decision.status satisfies never
  }
}

/** What a look at the server told about an unsure decision, and what to do next. */
export const lookups: Record<Lookup, string> = {
  notYet: 'It is not sent again by itself: look again, and History keeps it.',
  shows: 'The server shows the wanted state now; whether by this decision or by somebody else is not known.',
  unchanged: 'The account is as it was before, so it probably never arrived: decide again if you still want to.',
  different: 'The account is in some other state: look at it, then decide.',
  cannotTell: 'The server has no way to show whether it arrived: look at the account on the server before you decide again.',
  saidArrived: 'You said that it arrived.',
  saidNot: 'You said that it never arrived: decide again if you still want to.',
}

/** What the panel says first of a decision that settled. */
export const resultTitle = (decision: DecisionView): string => (decision.lookup === 'saidNot' ? 'It never arrived' : unsent(decision) ? 'Not sent' : resultTitles[decision.status])

const resultTitles: Record<Status, string> = {
  held: 'Held',
  ready: 'Waits in the Outbox',
  sending: 'On its way',
  confirmed: 'Done',
  accepted: 'Accepted, not visible yet',
  unprovable: 'Accepted; the server has no way to show it',
  refused: 'The server refused',
  unsure: 'Not sure whether it arrived',
  gone: 'The account is gone',
  putBack: 'Not done, and put back',
  halfway: 'Left active between the steps',
  changed: 'Changed meanwhile',
  wasSo: 'It was so already',
  cancelled: 'Cancelled',
}
