// The lock: the desk leaves the screen and this window's memory at once, then the engine is told. With a vault it is opened by a
// passphrase, which goes straight to Rust and is not kept here; without one, the lock hides and no more.

import { commands, onLockChanged, problemOf, type Problem } from './backend'
import { desk } from './desk.svelte'
import { whenEmptied } from './emptying'

/** After the first wrong passphrase one waits for a second, after each further one for twice as long, up to this. */
const LONGEST_WAIT = 30_000

/** What the lock asks of the engine. */
type Door = Pick<typeof commands, 'lock' | 'unlock'>

export class Locking {
  readonly #door: Door
  readonly #now: () => number
  #wrong = 0
  /** The engine is just being told to lock: it is opened after that. */
  #telling: Promise<void> = Promise.resolve()

  /** It is being opened. */
  busy = $state(false)
  /** Why it was not opened, or why the engine could not lock. */
  problem = $state.raw<{ at: 'lock' | 'unlock'; problem: Problem } | null>(null)
  /** When the next passphrase is taken, in ms since 1970; none: now. */
  waitsUntil = $state<number | null>(null)
  /** It was locked by nobody's hand: nobody was here. */
  byItself = $state(false)

  constructor(door: Door = commands, now: () => number = () => Date.now()) {
    this.#door = door
    this.#now = now
  }

  /** Listens to the engine, which may lock and unlock without this window. Returns what ends the listening. */
  open(): Promise<() => void> {
    return onLockChanged(({ locked }) => {
      // What this window itself asked for is taken over from the answer.
      if (locked === desk.locked || this.busy) return
      if (locked) this.#hide(false)
      else void desk.load().then(() => desk.freshen())
    })
  }

  /** Locks, unless there is nothing that could be. */
  async lock(byItself = false): Promise<void> {
    if (!desk.ready || desk.locked || desk.problem) return
    this.#hide(byItself)
    this.#telling = this.#tell()
    await this.#telling
  }

  #hide(byItself: boolean) {
    desk.hide()
    this.problem = null
    this.byItself = byItself
  }

  async #tell(): Promise<void> {
    try {
      const state = await this.#door.lock()
      // How real the lock is, only the engine knows.
      if (state.secrets.locked) desk.take(state)
    } catch (thrown) {
      this.problem = { at: 'lock', problem: problemOf(thrown) }
    }
  }

  /** Tells the engine once more, where it could not lock. */
  async again(): Promise<void> {
    this.problem = null
    this.#telling = this.#tell()
    await this.#telling
  }

  /** Opens the desk. Says whether it is open. */
  async unlock(passphrase: string | null): Promise<boolean> {
    if (this.busy || (this.waitsUntil !== null && this.#now() < this.waitsUntil)) return false
    this.busy = true
    this.problem = null
    this.waitsUntil = null
    try {
      await this.#telling
      this.problem = null
      desk.take(await this.#door.unlock(passphrase))
      this.#wrong = 0
      // What was told between that answer and now was told to a locked desk.
      await desk.load()
      desk.freshen()
      return !desk.locked
    } catch (thrown) {
      const problem = problemOf(thrown)
      this.problem = { at: 'unlock', problem }
      if (problem.error.code === 'passphraseWrong') this.waitsUntil = this.#now() + Math.min(LONGEST_WAIT, 1_000 * 2 ** this.#wrong++)
      return false
    } finally {
      this.busy = false
    }
  }
}

export const locking = new Locking()
whenEmptied(() => {
  // What was selected would stay beside the lock, and be copied from there.
  globalThis.document?.getSelection()?.removeAllRanges()
})
