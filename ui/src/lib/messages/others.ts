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

/** Of the states that a person can be in, those that tell something bad or open; the innocent are counted by themselves. */
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
  staff: (n) => `${n} staff`,
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

/** "3 you rejected, 1 pending, 14 in good standing": those in good standing always, also when there are none. */
export function othersStanding({ rejectedHere, gone, states, good }: Pick<Others, 'rejectedHere' | 'gone' | 'states' | 'good'>): string {
  const elsewhere = { number: Math.max(0, gone.number - rejectedHere), more: gone.more }
  return [
    ...(rejectedHere > 0 ? [`${count(rejectedHere)} you rejected`] : []),
    ...(elsewhere.number > 0 ? [`${counted(elsewhere)} gone`] : []),
    ...states.flatMap((one) => { const say = told[one.state]; return say && one.count.number > 0 ? [say(counted(one.count))] : [] }),
    good.number === 0 ? 'none in good standing' : `${counted(good)} in good standing`,
  ].join(', ')
}
