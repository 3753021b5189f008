// What was decided, and what became of it.

import type { ChainFault, ChainTrouble, DecisionView, Lookup, Status, Step, Verb } from '../backend'
import { count } from '../format'
import { leftHalfway, noteLost, putBack } from './decide'
import { refusals } from './refusals'
import { statuses, verbs } from './words'

/** What the server shows when it did what was wanted. */
const outcomes: Record<Verb, string> = {
  approve: 'The server shows that they are let in.',
  reject: 'The server no longer has the sign-up.',
  warn: 'The server shows the warning.',
  limit: 'The server shows the limit.',
  liftLimit: 'The server shows no limit any more.',
  sensitive: 'The server shows that their media is forced sensitive.',
  liftSensitive: 'The server shows no forced sensitivity any more.',
  freeze: 'The server shows that the login is frozen.',
  unfreeze: 'The server shows that the login is no longer frozen.',
  suspend: 'The server shows the suspension.',
  unsuspend: 'The server shows no suspension any more.',
  deleteData: 'The server shows that the data is erased.',
  block: 'The server shows the block.',
  unblock: 'The server shows no block any more.',
  ban: 'The server shows the ban.',
  unban: 'The server shows no ban any more.',
  deactivate: 'The server shows that they are deactivated.',
  activate: 'The server shows that they are active.',
  delete: 'The server no longer has the account.',
  deleteContributions: 'The server no longer has the account.',
  banBlocked: 'The server shows the ban.',
  blockBanned: 'The server shows the block.',
  banDeactivated: 'The server shows the ban.',
  note: 'The server shows the note as it was written.',
  assignReport: 'The server shows you beside the report.',
  unassignReport: 'The server shows nobody beside the report.',
  resolveReport: 'The server shows the report as resolved.',
  reopenReport: 'The server shows the report as open.',
}

const lookups: Record<Lookup, string> = {
  notYet: 'It was sent, and no clear answer came: look again to see what became of it.',
  shows: 'No clear answer came. The server shows what you wanted; whether by this decision or by somebody else is not known.',
  unchanged: 'No clear answer came, and the account is as it was before: it probably never arrived.',
  different: 'No clear answer came, and the account is neither as before nor as you wanted: look at it on the server.',
  cannotTell: 'No clear answer came, and the server has no way to show whether it arrived: look at the account on the server before you decide again.',
  saidArrived: 'No clear answer came; you said that it arrived.',
  saidNot: 'No clear answer came; you said that it never arrived.',
}

/** What became of a decision, for the line under "Reject @anna". */
export function resultWords(decision: DecisionView): string {
  const lost = noteLost(decision)
  return lost ? `${became(decision)} ${lost}` : became(decision)
}

function became(decision: DecisionView): string {
  const { status, verb, refusal, answerCode, lookup } = decision
  switch (status) {
    case 'held':
      return 'Nothing has left yet: it leaves when its time is over.'
    case 'ready':
      return 'Nothing has left yet: it waits in the Outbox.'
    case 'sending':
      return 'On its way: the server has not answered yet.'
    case 'confirmed':
      return lookup === 'shows' ? `${outcomes[verb]} Its answer was lost; a later look told.` : outcomes[verb]
    case 'accepted':
      return 'The server took it and does not show it yet.'
    case 'unprovable':
      return lookup === 'saidArrived' ? lookups.saidArrived : 'The server took it, and has no way to show it.'
    case 'refused':
      if (lookup === 'saidNot') return lookups.saidNot
      if (refusal) return refusals(refusal)
      return answerCode === null ? 'The server said no.' : `The server said no (status ${answerCode}).`
    case 'unsure':
      return lookups[lookup ?? 'notYet']
    case 'gone':
      return 'The answer was lost and the account is gone: whether by this decision is not known.'
    case 'putBack':
      return putBack(decision)
    case 'halfway':
      return leftHalfway(lookup)
    case 'changed':
      return 'Not sent: what you saw is no longer so. Compare, then send it or cancel it.'
    case 'wasSo':
      return 'Nothing was sent: the server showed it so already.'
    case 'cancelled':
      return 'You took it back before it left: nothing was sent.'
    default:
      return status satisfies never
  }
}

/** What a step of a decision was for. */
export function stepWords({ part, verb }: Step): string {
  switch (part) {
    case 'first':
    case 'second':
      return verbs[verb]
    case 'back':
      return `${verbs[verb]} again`
    case 'note':
      return 'Add the reason to the note'
    default:
      return part satisfies never
  }
}

/** Of a step that was only taken by the server nothing more is awaited: the decision itself tells what came of it. */
export const stepStatus = (status: Status): string => (status === 'accepted' ? 'Accepted' : statuses[status])

export const history = {
  title: 'History',
  what: (name: string) => `what is settled of what you decided on ${name} from this computer`,
  total: (n: number) => (n === 1 ? '1 decision' : `${count(n)} decisions`),
  fitting: (n: number) => (n === 1 ? '1 decision fits' : `${count(n)} decisions fit`),
  list: 'Decisions, newest first',
  today: 'Today',
  yesterday: 'Yesterday',

  empty: 'Nothing settled yet',
  emptyNext: (name: string) => `Whatever you decide on ${name} is written down before it is sent. Until it is settled it stands in the Outbox, then here.`,
  noneFits: 'No decision fits',
  noneFitsNext: 'Other words, days or results may find it; what is not settled yet stands in the Outbox.',
  emptyReadOnly: 'You are only looking for now; start moderating in the queue.',
  toQueue: 'Go to the queue',
  failed: 'The history cannot be read',
  offline: (name: string) => `${name} cannot be reached.`,
  offlineNext: 'The history is on this computer and whole; looking again needs the network.',

  older: 'Show older',
  loading: 'Reading the journal',
  look: 'Look again',
  lookFor: (handle: string) => `Look again what became of ${handle}`,
  looking: 'Asking the server',
  looked: (handle: string, status: string) => `${handle}: ${status}`,
  moveDown: 'Next decision',
  moveUp: 'Decision before',
  find: 'Search the history',
  export: 'Export…',
  /** In the place of a handle that was erased. */
  erasedHandle: 'somebody whose name was erased',
  erased: 'Names and texts of this decision were erased after the time that the settings say.',

  /** Labels of the receipt. */
  receipt: {
    before: 'Before',
    after: 'After',
    notSeen: 'not seen',
    answer: 'Answer',
    noAnswer: 'none that tells anything',
    status: (code: number) => `status ${code}`,
    words: "The server's words",
    result: 'Result',
    told: 'They were told',
    /** It was refused, or nobody knows whether it arrived. */
    toTell: 'To be told',
    preset: 'Preset of the server',
    report: 'Report',
    openReport: (id: string) => `Open report ${id}`,
    message: 'Message to them',
    steps: 'Steps',
    note: 'Note',
    noteBefore: 'Note before',
    noNote: 'none',
    reason: 'Reason, kept here',
    decided: 'Decided',
    settled: 'Settled',
    by: 'By',
    id: 'Id',
    idWhat: 'the id of the decision',
    open: 'Open the account',
  },
}

export const historyFilter = {
  region: 'Narrow the history',
  text: 'Words',
  textHint: 'In the handle, your reason, the message, the notes and the server’s words',
  account: 'Account',
  accountHint: 'A part of the handle, or the whole id',
  verbs: 'What was done',
  anyVerb: 'Any action',
  results: 'Result',
  anyResult: 'Any result',
  several: (first: string, more: number) => `${first} + ${count(more)}`,
  from: 'From',
  to: 'to',
  dayExample: '2026-11-21',
  dayWrong: 'Write days as year-month-day: 2026-11-21.',
  clear: 'Clear',
}

/** The receipts of one decision. */
export const receiptWords = {
  title: 'How it came there',
  loading: 'Reading the receipts',
  none: 'An earlier version made this decision: it wrote no receipts.',
  status: (code: number) => `status ${code}`,
  number: (n: number) => `receipt ${count(n)}`,
  erased: 'Names and words of this receipt were erased.',
  allErased: 'Names and words of these receipts were erased. That there were some, the chain still shows.',
}

const troubles: Record<ChainTrouble, string> = {
  missing: 'is not there, and later ones are',
  changed: 'is not what was written',
  wordsChanged: 'has other words beside it than were written',
  decisionUnlike: 'and its decision say different things',
}

/** Whether the journal is as it was written. */
export const chain = {
  check: 'Check the chain of receipts',
  checking: 'Going through the receipts',
  progress: (checked: number, of: number) => `${count(checked)} of ${count(of)} receipts`,
  failed: 'The receipts could not be gone through',
  whole: (n: number) => (n === 0 ? 'There are no receipts yet' : n === 1 ? 'The one receipt is as it was written' : `All ${count(n)} receipts are as they were written`),
  broken: ({ number, trouble }: ChainFault) => `Receipt ${count(number)} ${troubles[trouble]}`,
  brokenNext: (n: number) => `${n === 1 ? '1 receipt holds' : `${count(n)} receipts hold`}; of what comes after the fault nothing is proven. Somebody changed the journal behind Bailiwick’s back, or the disk did: restore a backup, and look at the accounts on the server.`,
  erased: (n: number) => (n === 1 ? 'The words of 1 were erased, as the settings say.' : `The words of ${count(n)} were erased, as the settings say.`),
  means: 'Each receipt is bound to the one before. That shows changes made afterwards; it cannot show one by somebody who has the key and wrote all of it anew.',
  at: (time: string) => `Checked at ${time}.`,
}

export const historyExport = {
  title: 'Export the history',
  many: (n: number, narrow: boolean) => {
    if (n === 0) return 'Nothing fits: the file would have no rows.'
    const some = n === 1 ? '1 settled decision' : `${count(n)} settled decisions`
    return narrow ? `${some}, as the history is narrowed now.` : `${some}: all of them.`
  },
  texts: 'Your reasons, messages and notes are in the file, as far as they were not erased.',
  personal: 'Mail and IP addresses, too',
  personalHint: 'Of those who were shut out, as far as they are remembered. Whoever has the file has them: delete it when you are done.',
}
