// Signing in through the server's own pages: what is asked for, what is waited for, what went wrong.
// It knows no DOM and no words, so that every way can be walked in a test.
import type { Problem, Purpose, SignedIn, SignInAsk, SignInFor, SignInStarted, SignInWay } from '../backend'

/** The commands that signing in needs. They reject with a `Problem`. */
export type SignInDoor = {
  beginSignIn(target: SignInFor, ask: SignInAsk): Promise<SignInStarted>
  openSignInPage(id: string): Promise<null>
  awaitSignIn(id: string): Promise<SignedIn>
  pasteCode(id: string): Promise<SignedIn>
  cancelSignIn(id: string): Promise<null>
}

/** What went wrong: while it began or was waited for it is over; with its page or the pasted code it goes on. */
export type SigningTrouble = { at: 'begin' | 'wait' | 'page' | 'code'; problem: Problem }

type State = { kind: 'idle' } | { kind: 'beginning'; way: SignInWay } | { kind: 'waiting'; started: SignInStarted }

export class Signing {
  purpose = $state<Purpose>('moderate')
  /** What the administrator named the application by, as it is typed. */
  application = $state('')
  /** The code is being exchanged. */
  pasting = $state(false)
  trouble = $state.raw<SigningTrouble | null>(null)
  #state = $state.raw<State>({ kind: 'idle' })

  readonly #door: SignInDoor
  readonly #problemOf: (reason: unknown) => Problem
  readonly #target: () => SignInFor | null
  readonly #done: (signedIn: SignedIn) => void
  // Grows whenever what is under way no longer matters; a late answer compares and withdraws.
  #run = 0
  /** The run whose end was told: waiting and a pasted code end together. */
  #told = 0

  /** `target`: whom it is for, none while nobody can be signed in. `done` hears of the end, once. */
  constructor(door: SignInDoor, problemOf: (reason: unknown) => Problem, target: () => SignInFor | null, done: (signedIn: SignedIn) => void) {
    this.#door = door
    this.#problemOf = problemOf
    this.#target = target
    this.#done = done
  }

  get underWay(): boolean {
    return this.#state.kind !== 'idle'
  }

  /** How is being signed in, until its page is open. */
  get beginning(): SignInWay | null {
    return this.#state.kind === 'beginning' ? this.#state.way : null
  }

  /** What is waited for. */
  get started(): SignInStarted | null {
    return this.#state.kind === 'waiting' ? this.#state.started : null
  }

  /** Begins; the page of the server opens in the browser. One sign-in at a time. */
  async begin(way: SignInWay): Promise<void> {
    const target = this.#target()
    if (this.underWay || target === null) return
    const run = ++this.#run
    this.trouble = null
    this.#state = { kind: 'beginning', way }
    const ask = { purpose: this.purpose, way, application: this.application.trim() || null }
    let started: SignInStarted
    try {
      started = await this.#door.beginSignIn(target, ask)
    } catch (reason) {
      this.#fail(run, 'begin', reason)
      return
    }
    if (run !== this.#run) {
      this.#cancel(started.id)
      return
    }
    this.#state = { kind: 'waiting', started }
    try {
      this.#settle(run, await this.#door.awaitSignIn(started.id))
    } catch (reason) {
      this.#fail(run, 'wait', reason)
    }
  }

  /** Opens the page of the server again. */
  async open(): Promise<void> {
    const { started } = this
    if (!started) return
    const run = this.#run
    this.trouble = null
    try {
      await this.#door.openSignInPage(started.id)
    } catch (reason) {
      if (run === this.#run) this.trouble = { at: 'page', problem: this.#problemOf(reason) }
    }
  }

  /** Lets Rust take the code from the clipboard. What is no code can be followed by another one: the sign-in waits on. */
  async paste(): Promise<void> {
    const { started } = this
    if (!started || this.pasting) return
    const run = this.#run
    this.trouble = null
    this.pasting = true
    try {
      this.#settle(run, await this.#door.pasteCode(started.id))
    } catch (reason) {
      if (run === this.#run) this.trouble = { at: 'code', problem: this.#problemOf(reason) }
    } finally {
      if (run === this.#run) this.pasting = false
    }
  }

  /** Stops waiting. What comes late is let go. */
  stop(): void {
    const { started } = this
    if (!this.underWay) return
    this.#rest()
    this.trouble = null
    if (started) this.#cancel(started.id)
  }

  #settle(run: number, signedIn: SignedIn): void {
    // Whoever stopped does not want to be led on; but the new token of an instance is there, so that is told.
    if (run === this.#told || (run !== this.#run && signedIn.kind === 'person')) return
    this.#told = run
    if (run === this.#run) this.#rest()
    this.#done(signedIn)
  }

  #fail(run: number, at: 'begin' | 'wait', reason: unknown): void {
    if (run !== this.#run) return
    this.#rest()
    this.trouble = { at, problem: this.#problemOf(reason) }
  }

  #rest(): void {
    this.#run += 1
    this.#state = { kind: 'idle' }
    this.pasting = false
  }

  #cancel(id: string): void {
    // One that is over already needs no end, and nobody waits for this answer.
    this.#door.cancelSignIn(id).catch(() => undefined)
  }
}
