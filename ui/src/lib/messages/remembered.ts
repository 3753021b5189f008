// Earlier decisions that shut out somebody with the same mail address, network address or name.

import type { KnownBy, Remembered, Verb } from '../backend'
import { count } from '../format'
import { cut, isolate, visible } from '../text'

const by: Record<KnownBy, string> = { mail: 'this mail address', address: 'this IP address', name: 'this name' }

/** "You rejected this mail address": of those verbs that shut somebody out. */
const done: Partial<Record<Verb, string>> = {
  reject: 'rejected',
  suspend: 'suspended',
  deleteData: 'deleted the data of',
  block: 'blocked',
  blockBanned: 'blocked',
  ban: 'banned',
  banBlocked: 'banned',
  banDeactivated: 'banned',
  delete: 'deleted',
  deleteContributions: 'deleted',
}

/** Decisions that are told in one line: the same verb and the same newest decision, known by one thing or by several. */
export interface Line {
  verb: Verb
  same: boolean
  times: number
  decision: string
  decidedAt: number | null
  handle: string | null
  by: KnownBy[]
}

/** Those that say the same of several things in one line, newest first as they come. */
export function rememberedLines(found: readonly Remembered[]): Line[] {
  const lines: Line[] = []
  for (const one of found) {
    const like = lines.find(({ verb, decision, times, same }) => verb === one.verb && decision === one.decision && (same || times === one.times))
    if (like) like.by.push(one.by)
    else lines.push({ verb: one.verb, same: one.same, times: one.times, decision: one.decision, decidedAt: one.decidedAt, handle: one.handle, by: [one.by] })
  }
  return lines
}

const ORDER: readonly KnownBy[] = ['mail', 'address', 'name']

function listed(some: readonly string[]): string {
  const last = some.at(-1) ?? ''
  return some.length < 2 ? last : `${some.slice(0, -1).join(', ')} and ${last}`
}

/** "You rejected this mail address on 3 Sept (@anna)", "You rejected this mail address 3 times, last on 3 Sept". */
export function rememberedWords(line: Line, day: string): string {
  const { verb, same, times, handle } = line
  const did = done[verb] ?? verb
  const whom = same ? 'this account' : listed(ORDER.filter((one) => line.by.includes(one)).map((one) => by[one]))
  const who = same || handle === null ? '' : ` (${isolate(`@${cut(visible(handle), 60)}`)})`
  return times === 1 ? `You ${did} ${whom} on ${day}${who}` : `You ${did} ${whom} ${count(times)} times, last on ${day}${who}`
}

export const remembered = {
  title: 'Met before',
  show: 'Show in History',
}
