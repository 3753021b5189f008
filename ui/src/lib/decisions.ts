// What became of a decision, as several places need to know it: whether one can go on, whether a look may tell more, and
// how loudly it is said.

import type { DecisionView, Verb } from './backend'
import type { Tone } from './desk.svelte'
import { noteLost } from './messages/decide'

/** Whether the server took it, so that one can go on: nothing more will come of it here. */
export const isTaken = ({ status }: DecisionView): boolean => status === 'confirmed' || status === 'accepted' || status === 'unprovable'

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

const ERASING: Verb[] = ['reject', 'delete', 'deleteContributions', 'deleteData']

/** Whether the account is, or may be, active though nobody wanted that. */
export const isLoud = ({ status, lookup }: DecisionView): boolean => status === 'halfway' && (lookup === null || lookup === 'notYet' || lookup === 'cannotTell')

const tones = {
  confirmed: 'good', accepted: 'calm', unprovable: 'calm', sending: 'calm', refused: 'bad', unsure: 'caution', gone: 'caution', putBack: 'caution', halfway: 'caution',
} as const satisfies Record<DecisionView['status'], Tone>

export function toneOf(decision: DecisionView): Tone {
  if (isLoud(decision)) return 'bad'
  // It is done, but not all of it.
  if (noteLost(decision) !== null) return 'caution'
  return tones[decision.status]
}
