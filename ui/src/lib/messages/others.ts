// Who shares an address, a network or a mail domain with an account.

import type { Count, Others, Sharing, StateFilter } from '../backend'
import { count } from '../format'
import { cut, isolate, visible } from '../text'

/** "4", "1,000+". */
export const counted = ({ number, more }: Count): string => (more ? `${count(number)}+` : count(number))

const from: Record<Sharing, (value: string) => string> = {
  address: (value) => `from ${value}`,
  network: (value) => `from its network ${value}`,
  mailDomain: (value) => `with mail at ${value}`,
}

/** Of the states that a person can be in, those of nobody in good standing; who is, is counted by itself. */
const told: Partial<Record<StateFilter, (n: string) => string>> = {
  pending: (n) => `${n} pending`,
  limited: (n) => `${n} limited`,
  sensitive: (n) => `${n} sensitive`,
  loginFrozen: (n) => `${n} with frozen login`,
  suspended: (n) => `${n} suspended`,
  blocked: (n) => `${n} blocked`,
  banned: (n) => `${n} banned`,
  deactivated: (n) => `${n} deactivated`,
  locked: (n) => `${n} locked`,
}

export const othersWords = {
  title: 'Same address, network or mail domain',
  list: 'List them',
  listWhich: (what: string) => `List them: ${what}`,
  loading: 'Looking who shares an address or mail domain',
}

/** "4 others from 198.51.100.7": the address is isolated, and masked before it comes here where that is wanted. */
export function othersTitle({ sharing, others }: Pick<Others, 'sharing' | 'others'>, value: string): string {
  const what = from[sharing](isolate(cut(visible(value), 80)))
  return others.number === 1 && !others.more ? `1 other ${what}` : `${counted(others)} others ${what}`
}

const NOBODY: Count = { number: 0, more: false }

/**
 * "3 you rejected, 1 pending, 14 in good standing": those in good standing always, also when there are none. Nobody is counted
 * twice: where states overlap, their sum leads them; who is staff may be in any state, and is told behind all.
 */
export function othersStanding({ others, rejectedHere, gone, states, good }: Pick<Others, 'others' | 'rejectedHere' | 'gone' | 'states' | 'good'>): string {
  const elsewhere = { number: Math.max(0, gone.number - rejectedHere), more: gone.more }
  const bad = states.filter(({ state, count: n }) => told[state] && n.number > 0)
  const each = bad.flatMap(({ state, count: n }) => told[state]?.(counted(n)) ?? []).join(', ')
  const barred = Math.max(0, others.number - gone.number - good.number)
  const overlap = !others.more && bad.reduce((sum, { count: n }) => sum + n.number, 0) > barred
  const staff = states.find(({ state }) => state === 'staff')?.count ?? NOBODY
  const standing = [
    ...(rejectedHere > 0 ? [`${count(rejectedHere)} you rejected`] : []),
    ...(elsewhere.number > 0 ? [`${counted(elsewhere)} gone`] : []),
    ...(each === '' ? [] : [overlap ? `${count(barred)} not in good standing (${each})` : each]),
    good.number === 0 ? 'none in good standing' : `${counted(good)} in good standing`,
  ].join(', ')
  if (staff.number === 0) return standing
  // Whoever is there at all is in good standing then.
  return each === '' ? `${standing}, ${counted(staff)} of them staff` : `${standing}; ${counted(staff)} of all are staff`
}
