// The note that is being written, and what to do when somebody else was quicker: both texts stay in sight.

import { problemOf } from '$lib/backend'
import type { AccountDetail, Problem } from '$lib/backend'

/** Servers end lines as they like, and trim. */
const plain = (text: string): string => text.replace(/\r\n?/g, '\n').trim()

export class Note {
  /** As it is written now. It is shown and sent as it is: leaving out what cannot be seen would change it unasked. */
  text = $state('')
  /** The account as the server shows it now, once somebody else changed it; none while nobody did, or while it is read. */
  fresh = $state.raw<AccountDetail | null>(null)
  /** Why that could not be read. */
  problem = $state.raw<Problem | null>(null)
  /** What stood there when the writing began. */
  #before: string

  constructor(before: string | null) {
    this.text = before ?? ''
    this.#before = this.text
  }

  /** Nothing was changed in it. */
  get same(): boolean {
    return plain(this.text) === plain(this.#before)
  }

  /** The server's own by now, and whether that is what changed; none while it is not known. */
  get theirs(): { text: string; changed: boolean } | null {
    if (!this.fresh) return null
    const text = this.fresh.note ?? ''
    return { text, changed: plain(text) !== plain(this.#before) }
  }

  async compare(look: () => Promise<AccountDetail>): Promise<void> {
    this.fresh = null
    this.problem = null
    try {
      this.fresh = await look()
    } catch (thrown) {
      this.problem = problemOf(thrown)
    }
  }

  /** From here on the writing goes on from what the server has. */
  take(whose: 'mine' | 'theirs') {
    this.#before = this.fresh?.note ?? ''
    if (whose === 'theirs') this.text = this.#before
    this.fresh = null
  }
}
