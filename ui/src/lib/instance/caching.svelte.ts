// What somebody writes about what is kept on this computer, until it is taken. It knows no words.

import type { Caching, RemoteCache } from '../backend'

/** The ranges of the engine. */
export const GONE_MOST = 365
export const ADDRESS_MOST = 3650
/** Stands in the field when somebody turns forgetting on: after a year, as servers do themselves. */
const ADDRESS_USUAL = 365

export const USUAL: Readonly<Caching> = { remote: 'restricted', goneDays: 30, addressDays: ADDRESS_USUAL }

/** Whole days within the range, or none. */
export function daysIn(text: string, most: number): number | null {
  const trimmed = text.trim()
  if (!/^\d{1,6}$/.test(trimmed)) return null
  const days = Number(trimmed)
  return days >= 1 && days <= most ? days : null
}

export class CachingDraft {
  remote = $state<RemoteCache>('restricted')
  gone = $state('')
  forgets = $state(true)
  address = $state('')

  constructor(given: Caching) {
    this.take(given)
  }

  /** Begins anew from what is kept. */
  take({ remote, goneDays, addressDays }: Caching) {
    this.remote = remote
    this.gone = String(goneDays)
    this.forgets = addressDays !== null
    this.address = String(addressDays ?? ADDRESS_USUAL)
  }

  get goneWrong(): boolean {
    return daysIn(this.gone, GONE_MOST) === null
  }

  get addressWrong(): boolean {
    return this.forgets && daysIn(this.address, ADDRESS_MOST) === null
  }

  /** What it says; none while it says something that cannot be kept. */
  get value(): Caching | null {
    const goneDays = daysIn(this.gone, GONE_MOST)
    const addressDays = this.forgets ? daysIn(this.address, ADDRESS_MOST) : null
    if (goneDays === null || (this.forgets && addressDays === null)) return null
    return { remote: this.remote, goneDays, addressDays }
  }

  /** Whether it says something else than what is kept. */
  differs({ remote, goneDays, addressDays }: Caching): boolean {
    const { value } = this
    return value === null || value.remote !== remote || value.goneDays !== goneDays || value.addressDays !== addressDays
  }

  /** Whether less is to be kept than now, so that something is deleted. */
  shrinks({ remote, goneDays, addressDays }: Caching): boolean {
    const { value } = this
    if (value === null) return false
    const order: RemoteCache[] = ['none', 'restricted', 'all']
    const fewer = order.indexOf(value.remote) < order.indexOf(remote)
    return fewer || value.goneDays < goneDays || (value.addressDays ?? Infinity) < (addressDays ?? Infinity)
  }
}
