// The panel: what a verb does, who hears of it, and what came of it.

import type { Caution, Consequence, DecisionView, Lookup, Rank, Status, Told, Verb } from '../backend'
import { isolate } from '../text'
import { refusals } from './refusals'
import { verbs, verbsDoing, verbsDone } from './words'

/** Whole sentences: the first of a verb's is its effect. */
export const consequences: Record<Consequence, string> = {
  letIn: 'They may sign in and post from now on.',
  letInOnceConfirmed: 'They are let in as soon as they confirm their mail address; until then nothing happens.',
  welcomeMailInAnHour: 'A welcome mail goes out about an hour later.',
  approvalMail: 'The server mails them that they were approved.',
  signUpErased: 'The sign-up and everything about it is erased on the server at once.',
  signUpErasedSoon: 'The sign-up and everything about it is erased by the server soon.',
  nameAndMailFree: 'Name and mail address become free again.',
  hiddenFromStrangers: 'Their posts are hidden from everybody who does not follow them.',
  closesOpenReports: 'All open reports against this account are closed in your name.',
  addsStrike: 'A strike is added to their record.',
  seenAgain: 'Everybody sees them again.',
  cannotSignIn: 'They cannot sign in any more; open sessions end with the next request.',
  pipelinesStop: 'Running pipelines are cancelled and schedules switched off.',
  contributionsHidden: 'Their issues, merge requests and comments are hidden.',
  sameMailBannedToo: 'If the server compares mail addresses, other accounts with the same one are banned too.',
  maySignInAgain: 'They may sign in again.',
  contributionsShownAgain: 'Their work is shown again; accounts that were banned along stay banned.',
  pipelinesStayStopped: 'Pipelines stay cancelled and schedules stay off.',
  seatChanges: 'This frees or takes a licence seat.',
  onlyThisServer: 'It holds on this server only; the other server is not told.',
}

/** Those of the effects that are about telling the person; the others are listed with the effect. */
export const isTelling = (one: Consequence): boolean => one === 'welcomeMailInAnHour' || one === 'approvalMail'

const cautions: Record<Exclude<Caution, 'staff'>, string> = {
  rankUnknown: 'The server does not tell whose role stands higher, so it may refuse.',
  oldState: 'What you see is older than a day: it is compared with the server before anything is sent.',
}

export function cautionWords(caution: Caution, rank: Rank): string {
  if (caution !== 'staff') return cautions[caution]
  return `${rank === 'administrator' ? 'This account is an administrator' : 'This account is staff'}: type its handle to go on.`
}

/** Where it is the moderator's choice, the choice itself says so. */
export const told: Record<Exclude<Told, 'choice'>, { lead: string; more: string }> = {
  never: { lead: 'They are told: never.', more: 'The server sends them nothing.' },
  always: { lead: 'They are told: always.', more: 'The server tells them itself.' },
}

export const panel = {
  /** "as @kim on tree.social." */
  as: 'as',
  on: 'on',
  irreversible: "This can't be taken back.",
  irreversibleShort: "Sent at once, can't be taken back",
  sentAtOnce: 'Sent at once',
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
  reason: 'Reason',
  reasonHint: "kept on this computer, they won't see it",
  typeHandle: (handle: string) => `Type ${handle} to go on`,
  typeHandleWrong: (handle: string) => `That is not ${handle} yet.`,
  send: (verb: Verb) => `${verbs[verb]} now`,
  sending: (verb: Verb) => `${verbsDoing[verb]}…`,
  back: 'Back',
  next: 'Next account',
  lookAgain: 'Look again',
  lookAtAccount: 'Look at the account',
  ctrlEnter: 'Ctrl+Enter sends from a text field',
}

/** Whether the request never reached the server: it refused nothing then. */
export function unsent({ status, refusal }: DecisionView): boolean {
  return status === 'refused' && refusal !== null && ['offline', 'askedToWait', 'notSent'].includes(refusal.kind)
}

/** The sentence that is said when a decision settled. */
export function outcome(decision: DecisionView, instance: string): string {
  const who = isolate(`@${decision.handle}`)
  const where = isolate(instance)
  switch (decision.status) {
    case 'sending':
      return `${verbsDoing[decision.verb]} ${who} on ${where}…`
    case 'confirmed':
      return `${verbsDone[decision.verb]}: ${who} on ${where}. The server shows it.`
    case 'accepted':
      return `${where} accepted it and does not show it yet: ${verbs[decision.verb]} ${who}.`
    case 'refused':
      if (unsent(decision)) return `Not sent: ${verbs[decision.verb]} ${who} on ${where}. ${refusals(decision.refusal ?? { kind: 'notSent' })}`
      return `${where} refused: ${verbs[decision.verb]} ${who}. ${decision.refusal ? refusals(decision.refusal) : refusals({ kind: 'serverSaysNo' })}`
    case 'unsure':
      return `Not sure whether it reached ${where}: ${verbs[decision.verb]} ${who}. ${decision.lookup ? lookups[decision.lookup] : lookups.notYet}`
    case 'gone':
      return `${who} is gone from ${where}, and whether by this decision is unknown.`
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
}

/** What the panel says first of a decision that settled. */
export const resultTitle = (decision: DecisionView): string => (unsent(decision) ? 'Not sent' : resultTitles[decision.status])

const resultTitles: Record<Status, string> = {
  sending: 'On its way',
  confirmed: 'Done',
  accepted: 'Accepted, not visible yet',
  refused: 'The server refused',
  unsure: 'Not sure whether it arrived',
  gone: 'The account is gone',
}
