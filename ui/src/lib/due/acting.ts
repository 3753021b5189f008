// What can be done about what is due. Each says what came of it, with person and instance.

import { commands } from '../backend'
import type { AccountId, DueView, ProfileView } from '../backend'
import { desk } from '../desk.svelte'
import { moment } from '../format'
import { dueWords as words } from '../messages/due'
import { dues } from './dues.svelte'

export const instanceOf = ({ profile }: DueView): string => desk.profiles.find(({ id }) => id === profile)?.name ?? ''

/** One at a time for each: of two presses the second does nothing. What stands there then is told by the engine. */
async function act(due: DueView, command: () => Promise<DueView>): Promise<DueView | undefined> {
  if (dues.busy.has(due.id)) return undefined
  dues.busy.add(due.id)
  const now = await desk.attempt(command)
  if (now) await dues.read(due.profile)
  dues.busy.delete(due.id)
  return now
}

export async function putOff(due: DueView, at: number): Promise<void> {
  const now = await act(due, () => commands.moveDue(due.profile, due.id, at))
  if (!now) return
  if (now.ended) desk.say('calm', words.endedAlready(due.handle, instanceOf(due)))
  else desk.say('good', words.putOff(due.handle, instanceOf(due), moment(at, Date.now())))
}

export async function end(due: DueView): Promise<void> {
  const now = await act(due, () => commands.endDue(due.profile, due.id))
  if (now?.ended) desk.say('good', words.ended[now.ended](due.handle, instanceOf(due)))
}

/** Puts a reminder on an account. Says whether it stands. */
export async function remind(profile: ProfileView, account: AccountId, at: number, text: string): Promise<boolean> {
  const made = await desk.attempt(() => commands.remind(profile.id, account, at, text.trim() || null))
  if (!made) return false
  await dues.read(profile.id)
  desk.say('good', words.reminded(made.handle, profile.name, moment(at, Date.now())))
  return true
}
