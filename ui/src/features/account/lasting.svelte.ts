// For how long it is meant: without an end, for some days, or until a day that is typed.

import { daysUntil } from '$lib/due/days'

export const LENGTHS = [1, 7, 30] as const

export type Length = 'none' | (typeof LENGTHS)[number] | 'until'

export class Lasting {
  length = $state<Length>('none')
  /** The last day, as it is typed. */
  until = $state('')

  /** None: without an end, or no day yet. */
  get days(): number | null {
    if (this.length === 'none') return null
    return this.length === 'until' ? daysUntil(this.until, Date.now()) : this.length
  }

  get wrong(): boolean {
    return this.length === 'until' && this.days === null
  }

  /** Takes over what was chosen before, also days that nobody offers. */
  take(days: number | null) {
    const offered = LENGTHS.find((length) => length === days)
    this.length = days === null ? 'none' : (offered ?? 'until')
    if (this.length === 'until' && days !== null) this.until = written(days)
  }
}

/** The day so many days from now, as it is typed. */
function written(days: number): string {
  const now = new Date()
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}
