// A passphrase that is being thought of: typed twice, handed on once.

import { strengthOf, type Strength } from './strength'

export class Fresh {
  typed = $state('')
  again = $state('')

  /** None while nothing is typed. */
  readonly strength = $derived<Strength | null>(this.typed === '' ? null : strengthOf(this.typed))
  /** Told as soon as the second can no longer become the first. */
  readonly differs = $derived(this.again !== '' && !this.typed.normalize('NFC').startsWith(this.again.normalize('NFC')))
  readonly usable = $derived(this.strength !== null && this.strength.kind !== 'short' && this.typed.normalize('NFC') === this.again.normalize('NFC'))

  /** Gives it, and has it no longer; none where it cannot be used yet. */
  take(): string | null {
    if (!this.usable) return null
    const passphrase = this.typed
    this.clear()
    return passphrase
  }

  clear() {
    this.typed = ''
    this.again = ''
  }
}
