// What became of a decision, as several places need to know it: whether one can go on, whether a look may tell more, and
// how loudly it is said.

import type { DecisionView, Holds, Preferences, Verb } from './backend'
import type { Tone } from './desk.svelte'
import { noteLost } from './messages/decide'

/** How long decisions are held, and when they are old; what is not told is as the engine has it. */
export const holdsOf = ({ holds }: Preferences): Required<Holds> => ({ reversible: 10_000, irreversible: 30_000, staleHours: 6, ...holds })

/** Whether the server took it, or had it so already: nothing more will come of it here. */
export const isTaken = ({ status }: DecisionView): boolean => status === 'confirmed' || status === 'accepted' || status === 'unprovable' || status === 'wasSo'

/** Whether it stands in the Outbox and leaves by itself, as far as anybody knows now. */
export const isUnderWay = ({ status }: DecisionView): boolean => status === 'held' || status === 'ready'

/** Whether one can go on to the next account. */
export const letsGoOn = (decision: DecisionView): boolean => isTaken(decision) || isUnderWay(decision)

/** Whether nothing of it has left, so that it can be cancelled. */
export const isWaiting = (decision: DecisionView): boolean => isUnderWay(decision) || decision.status === 'changed'

/** Whether it stands in the Outbox: it has not left, or what became of it may still be told. As the engine's list of them. */
export function isOpen(decision: DecisionView): boolean {
  const { status, lookup, verb } = decision
  if (isWaiting(decision) || status === 'sending') return true
  if (status === 'halfway') return lookup === null || lookup === 'notYet'
  // A worker of the server is still at it: it is settled when it shows.
  if (status === 'accepted' && lookup === 'cannotTell') return ERASING_PEOPLE.includes(verb)
  return (status === 'unsure' || status === 'accepted') && lookup !== 'shows' && lookup !== 'cannotTell'
}

/** Whether a look at the server could tell more about it. */
export function worthLooking(decision: DecisionView): boolean {
  const { status, lookup, verb } = decision
  if (status === 'halfway') return isLoud(decision)
  // A worker of the server does it some time: that it could not be told yet is no reason to stop looking.
  if (status === 'accepted') return true
  // What the server shows by now is as settled as it will be, and what it cannot tell it won't tell the next time, unless
  // a worker is still at it.
  return status === 'unsure' && lookup !== 'shows' && (lookup !== 'cannotTell' || ERASING.includes(verb))
}

/** Whether the person is asked what no look could settle. Of a move that may have begun the server alone can say what it left. */
export const isAsked = ({ status, lookup, steps }: DecisionView): boolean =>
  status === 'unsure' && lookup !== null && lookup !== 'notYet' && !steps.some(({ part }) => part === 'first')

const ABOUT_REPORTS: readonly Verb[] = ['assignReport', 'unassignReport', 'resolveReport', 'reopenReport']

/** Whether it is about a report, and not about the account that is reported. */
export const isAboutReport = ({ verb }: Pick<DecisionView, 'verb'>): boolean => ABOUT_REPORTS.includes(verb)

/** What cannot be taken back once it has left. */
export const ERASING: readonly Verb[] = ['reject', 'delete', 'deleteContributions', 'deleteData']

/** Those of them that leave nobody behind. */
const ERASING_PEOPLE: readonly Verb[] = ['reject', 'delete', 'deleteContributions']

/** Whether the account is, or may be, active though nobody wanted that. */
export const isLoud = ({ status, lookup }: DecisionView): boolean => status === 'halfway' && (lookup === null || lookup === 'notYet' || lookup === 'cannotTell')

const tones = {
  held: 'calm', ready: 'calm', changed: 'caution', wasSo: 'calm', cancelled: 'calm',
  confirmed: 'good', accepted: 'calm', unprovable: 'calm', sending: 'calm', refused: 'bad', unsure: 'caution', gone: 'caution', putBack: 'caution', halfway: 'caution',
} as const satisfies Record<DecisionView['status'], Tone>

export function toneOf(decision: DecisionView): Tone {
  if (isLoud(decision)) return 'bad'
  // It is done, but not all of it.
  if (noteLost(decision) !== null) return 'caution'
  return tones[decision.status]
}
