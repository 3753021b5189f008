// Taking back what was sent: what it does not bring back, and what nothing takes back.

import type { Consequence, Verb } from '../backend'
import { cut, isolate, visible } from '../text'
import { consequences } from './decide'
import { verbs, verbsOf } from './words'

export const reverseWords = {
  reverse: 'Reverse…',
  reverseWhat: (verb: Verb, handle: string) => `Reverse: ${verbsOf[verb]} ${isolate(`@${cut(visible(handle), 80)}`)}`,
  onItsWay: 'It is on its way: wait until the server has answered.',
  unknown: 'This account is not known here any more: look for it on the server.',
  notOffered: 'What would reverse it is not offered for this account as it is now.',
  /** Why there is no button, or one that does nothing. */
  cannot: (verb: Verb, why: string) => `${verbs[verb]} can't be reversed: ${why}`,
  title: (verb: Verb) => `This reverses: ${verbs[verb]}`,
  change: 'Change…',
  changeWhat: (verb: Verb, handle: string) => `Change: ${verbsOf[verb]} ${isolate(`@${cut(visible(handle), 80)}`)}`,
  changes: (verb: Verb) => `This replaces: ${verbs[verb]}`,
  changesHow: 'The former one is cancelled when you send this; until then it stands.',
  changedTooLate: (verb: Verb) => `${verbs[verb]} no longer waits: it has left or was cancelled meanwhile, and can't be changed any more.`,
  decided: 'decided',
}

const NEVER: Partial<Record<Verb, string>> = {
  approve: 'No server takes an approval back: decide what restricts the account instead.',
  reject: 'Nothing brings the sign-up back: they would have to sign up again.',
  warn: 'The strike stays, unless an appeal against it is granted on the server.',
  deleteData: 'Nothing brings the data back.',
  delete: 'Nothing brings the account back.',
  deleteContributions: 'Nothing brings the account back, nor what it contributed.',
}

export const neverBack = (verb: Verb): string => NEVER[verb] ?? reverseWords.notOffered

const STRIKE = 'The strike stays on their record, and reports that were closed with it stay closed.'

/** What stays of a decision that is reversed, whatever the account. */
const STAYS: Partial<Record<Verb, string>> = {
  limit: STRIKE,
  sensitive: STRIKE,
  freeze: STRIKE,
  suspend: `${STRIKE} What the server has erased by now does not come back.`,
  block: 'They have to sign in again.',
  ban: 'Accounts that the server banned along with it stay banned.',
  banBlocked: 'Accounts that the server banned along with it stay banned.',
  banDeactivated: 'It is not deactivated again: it becomes active. Accounts that the server banned along with it stay banned.',
  deactivate: 'If the server mailed them about it, that stands; schedules of pipelines that it switched off stay off.',
  note: 'What stood there before is put in its place; what was written into it since is replaced.',
  resolveReport: 'What was done about the account stays.',
}

/** Effects of a reverse that say what it does not bring back: they stand with the rest of that. */
export const isLoss = (one: Consequence): boolean => one === 'pipelinesStayStopped' || one === 'followsStayCut'

/** What reversing it does not bring back; none where nothing is lost. */
export function notRestored(verb: Verb, effects: readonly Consequence[]): string | null {
  const losses = [STAYS[verb] ?? '', ...effects.filter(isLoss).map((one) => consequences[one])].filter((text) => text !== '')
  return losses.length > 0 ? losses.join(' ') : null
}
