// What can be done about a decision that is not settled. Each says what came of it, with person and instance.

import { wanted } from './again.svelte'
import { commands } from './backend'
import type { DecisionView } from './backend'
import { isWaiting, toneOf } from './decisions'
import { desk } from './desk.svelte'
import { neverBack, outboxWords as words, outcome, reverseWords } from './messages'
import { outbox } from './outbox.svelte'
import { hasArrived, reverseOf } from './reversing'

export const instanceOf = ({ profile }: DecisionView): string => desk.profiles.find(({ id }) => id === profile)?.name ?? ''

/** One at a time for each decision: of two presses the second does nothing. */
async function act(decision: DecisionView, command: () => Promise<DecisionView>): Promise<DecisionView | undefined> {
  if (outbox.busy.has(decision.id)) return undefined
  outbox.busy.add(decision.id)
  const now = await desk.attempt(command)
  outbox.busy.delete(decision.id)
  return now
}

async function actAndSay(decision: DecisionView, command: () => Promise<DecisionView>): Promise<void> {
  const now = await act(decision, command)
  if (now) desk.say(toneOf(now), outcome(now, instanceOf(now)))
}

export async function cancel(decision: DecisionView): Promise<void> {
  const now = await act(decision, () => commands.cancelDecision(decision.profile, decision.id))
  if (!now) return
  const instance = instanceOf(now)
  if (now.status === 'cancelled') desk.say('good', words.cancelled(now.verb, now.handle, instance))
  else sayHasLeft(now)
}

/** It was too late to cancel it: what is left is to reverse it, where anything does. */
export function sayHasLeft(decision: DecisionView) {
  const { handle, verb, status } = decision
  const sent = status === 'sending' || hasArrived(decision)
  const reverses = sent && reverseOf(verb) !== null
  const text = words.hasLeft(handle, instanceOf(decision))
  const act = reverses ? { word: reverseWords.reverse, run: () => wanted.decide('reverse', decision) } : null
  desk.say('caution', sent ? `${text} ${reverses ? words.toReverse : neverBack(verb)}` : text, null, undefined, act)
}

/** Z: the last one that has not left, whatever is on screen. */
export async function cancelNewest(): Promise<void> {
  const { newest } = outbox
  if (newest) return cancel(newest.decision)
  const gone = desk.recent.find((one) => one.status !== 'cancelled' && !isWaiting(one))
  if (gone) sayHasLeft(gone)
  else desk.say('calm', words.nothing)
}

export async function sendAnyway(decision: DecisionView): Promise<void> {
  await actAndSay(decision, () => commands.sendAnyway(decision.profile, decision.id))
}

export async function lookAgain(decision: DecisionView): Promise<void> {
  await actAndSay(decision, () => commands.lookAgain(decision.profile, decision.id))
}

/** Keeps what the person knows of one that no look could settle. */
export async function sayWhetherArrived(decision: DecisionView, arrived: boolean): Promise<void> {
  await actAndSay(decision, () => commands.sayWhetherArrived(decision.profile, decision.id, arrived))
}

/** Lets those of one instance leave that were kept back. */
export async function release(some: readonly DecisionView[]): Promise<void> {
  const [first] = some
  if (!first) return
  const done = await desk.attempt(() => commands.releaseDecisions(first.profile, some.map(({ id }) => id)))
  if (done !== undefined) desk.say('calm', words.released(some.length, instanceOf(first)))
}
