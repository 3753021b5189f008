// Connecting a server, step by step: what is asked, what is known so far, and what was dropped on the way.
// It knows no DOM and no words, so that the whole way can be walked in a test.
import type {
  CertificateSeen,
  FoundPerson,
  FoundServer,
  InstanceMark,
  Pictures,
  Problem,
  ProfileSetup,
  ProfileView,
  Purpose,
  TrustSetup,
} from '$lib/backend'
import { CachingDraft, USUAL } from '$lib/instance/caching.svelte'
import { lettersComplete, markLetters } from '$lib/instance/marks'
import { Signing, type SignInDoor } from '$lib/signin/signing.svelte'
import { TrustDraft } from '$lib/trust/trust.svelte'

/** The steps that have a page of their own. The fifth is the queue itself. */
export type Step = 'start' | 'connect' | 'you' | 'computer'

/** The request under way. There is never more than one. */
export type Busy = 'practice' | 'find' | 'look' | 'token' | 'finish'

/** What went wrong, beside the control that asked for it. */
export type Trouble = { at: Busy | 'page'; problem: Problem }

/** The commands that connecting needs. They reject with a `Problem`. */
export type Door = SignInDoor & {
  startPractice(): Promise<ProfileView[]>
  findServer(address: string, trust: TrustSetup | null): Promise<FoundServer>
  lookAtCertificate(address: string, trust: TrustSetup | null): Promise<CertificateSeen>
  openTokenPage(draft: string, purpose: Purpose): Promise<null>
  pasteToken(draft: string): Promise<FoundPerson>
  finishConnecting(draft: string, setup: ProfileSetup): Promise<ProfileView>
  cancelConnecting(draft: string): Promise<null>
}

const stepOrder: readonly Step[] = ['start', 'connect', 'you', 'computer']

export class Connecting {
  step = $state<Step>('start')
  busy = $state<Busy | null>(null)
  trouble = $state<Trouble | null>(null)
  address = $state('')
  found = $state<FoundServer | null>(null)
  person = $state<FoundPerson | null>(null)
  /** The person signed in; else they pasted a token. */
  signedIn = $state(false)
  name = $state('')
  mark = $state<InstanceMark>({ number: 1, letters: '', pattern: 'solid', hue: 'blue' })
  pictures = $state<Pictures>('blurred')
  readonly caching = new CachingDraft(USUAL)
  /** What is trusted on the way to the server, beyond what the system trusts. */
  readonly trust = new TrustDraft()
  /** The certificate that could not be trusted, once somebody asked to see it. */
  certificate = $state.raw<CertificateSeen | null>(null)
  readonly signing: Signing
  /** Somebody chose the letters: from now on they no longer follow the name. */
  #lettersChosen = false
  readonly steps: readonly Step[]

  readonly #door: Door
  readonly #problemOf: (reason: unknown) => Problem
  /** The address as it was typed for `found`, and what was trusted on the way. */
  #foundFor = $state('')
  #foundBy = $state('')
  /** The address whose certificate is pinned: of another server it says nothing. */
  #pinnedFor = ''
  // Grows whenever what is under way no longer matters; a late answer compares and withdraws.
  #run = 0

  /** `first`: the desk is empty, so practice people are offered before anything else. */
  constructor(door: Door, problemOf: (reason: unknown) => Problem, first: boolean) {
    this.#door = door
    this.#problemOf = problemOf
    this.steps = first ? stepOrder : stepOrder.slice(1)
    this.step = first ? 'start' : 'connect'
    this.signing = new Signing(
      door,
      problemOf,
      () => (this.found && this.busy === null ? { kind: 'draft', draft: this.found.draft } : null),
      (signedIn) => signedIn.kind === 'person' && this.#meet(signedIn.person, true),
    )
  }

  /** Whether there is something that leaving would lose: the token was cleared from the clipboard when it was taken. */
  get holdsToken(): boolean {
    return this.person !== null
  }

  /** Whether the typed address is another than that of the server on screen. */
  get addressChanged(): boolean {
    return this.found !== null && this.#foundFor !== this.address.trim()
  }
  /** Whether the server on screen was asked on another way than the one that is chosen now. */
  get trustChanged(): boolean {
    return this.found !== null && this.#foundBy !== JSON.stringify(this.trust.value)
  }

  /** Whether something waits for the server or for somebody in the browser. */
  get underWay(): boolean {
    return this.busy !== null || this.signing.underWay
  }

  get canGoBack(): boolean {
    return !this.underWay && this.steps.indexOf(this.step) > 0
  }

  get canGoOn(): boolean {
    if (this.underWay) return false
    switch (this.step) {
      case 'start':
        return true
      case 'connect':
        return this.person !== null && !this.addressChanged && !this.trustChanged
      case 'you':
        return this.setupComplete
      case 'computer':
        return false
    }
  }

  /** The name has to be there and the tile to have both letters; Rust checks the rest. */
  get setupComplete(): boolean {
    return this.name.trim() !== '' && lettersComplete(this.mark.letters)
  }

  /** Takes the typed name; the letters of the tile follow it until somebody types them. */
  call(name: string): void {
    this.name = name
    const letters = markLetters(name)
    if (!this.#lettersChosen && lettersComplete(letters)) this.mark = { ...this.mark, letters }
  }

  choose(mark: InstanceMark): void {
    if (mark.letters !== this.mark.letters) this.#lettersChosen = true
    this.mark = mark
  }

  back(): void {
    if (!this.canGoBack) return
    this.#go(stepOrder[stepOrder.indexOf(this.step) - 1])
  }

  on(): void {
    if (!this.canGoOn) return
    this.#go(stepOrder[stepOrder.indexOf(this.step) + 1])
  }

  #go(step: Step | undefined): void {
    if (step === undefined) return
    this.trouble = null
    this.step = step
  }

  /** Starts the practice servers; their profiles, or null if that failed. */
  async practise(): Promise<ProfileView[] | null> {
    return this.#ask('practice', () => this.#door.startPractice())
  }

  /** Asks what is at the typed address. A server found before is let go first. */
  async find(): Promise<void> {
    const address = this.address.trim()
    if (address === '') return
    this.#drop()
    if (this.#pinnedFor !== address) this.trust.pinned = null
    const trust = this.trust.value
    const found = await this.#ask(
      'find',
      () => this.#door.findServer(address, trust),
      (late) => this.#cancelDraft(late.draft),
    )
    if (!found) return
    this.found = found
    this.#foundFor = address
    this.#foundBy = JSON.stringify(trust)
  }

  /** Lets the server show its certificate; it is sent nothing else. */
  async look(): Promise<void> {
    const address = this.address.trim()
    const seen = await this.#ask('look', () => this.#door.lookAtCertificate(address, this.trust.value))
    if (seen) this.certificate = seen
  }

  /** Trusts exactly the certificate that is shown, and asks the server again. */
  async pin(): Promise<void> {
    if (!this.certificate) return
    this.trust.pinned = this.certificate.sha256
    this.#pinnedFor = this.address.trim()
    await this.find()
  }

  /** Takes back that exactly one certificate is trusted. */
  unpin(): void {
    this.trust.pinned = null
  }

  /** Stops waiting for the server, or for somebody in the browser. The answer, should it come, is let go. */
  stop(): void {
    this.signing.stop()
    if (this.busy !== 'find' && this.busy !== 'look') return
    this.#run += 1
    this.busy = null
  }

  async openTokenPage(): Promise<void> {
    const found = this.found
    if (!found) return
    this.trouble = null
    try {
      await this.#door.openTokenPage(found.draft, this.signing.purpose)
    } catch (reason) {
      if (this.found === found) this.trouble = { at: 'page', problem: this.#problemOf(reason) }
    }
  }

  /** Lets Rust take the token from the clipboard and ask who that is. */
  async paste(): Promise<void> {
    const found = this.found
    if (!found || this.signing.underWay) return
    this.signing.trouble = null
    const person = await this.#ask('token', () => this.#door.pasteToken(found.draft))
    if (person) this.#meet(person, false)
  }

  /** Somebody is known: the next step is about them. */
  #meet(person: FoundPerson, signedIn: boolean): void {
    // Another address that was begun meanwhile is not the one that this person is of.
    this.address = this.#foundFor
    this.signedIn = signedIn
    this.person = person
    this.name = person.name
    this.mark = { ...person.mark }
    this.#lettersChosen = false
    this.#go('you')
  }

  /** Puts the profile on the desk; null if that failed. */
  async finish(): Promise<ProfileView | null> {
    const person = this.person
    const caching = this.caching.value
    if (!person || !caching) return null
    const setup = { name: this.name.trim(), mark: { ...this.mark }, pictures: this.pictures, caching }
    const profile = await this.#ask('finish', () => this.#door.finishConnecting(person.draft, setup))
    if (profile) {
      // The draft has become a profile: nothing is left to cancel.
      this.found = null
      this.person = null
    }
    return profile
  }

  /** Drops everything, draft and token included, and stands at the beginning. Not while a profile is being made of it. */
  cancel(): void {
    if (this.busy === 'finish') return
    this.#drop()
    this.address = ''
    this.trust.clear()
    this.#go(this.steps[0])
  }

  #drop(): void {
    this.signing.stop()
    this.signing.trouble = null
    this.#run += 1
    this.busy = null
    this.trouble = null
    this.certificate = null
    if (this.found) this.#cancelDraft(this.found.draft)
    this.found = null
    this.person = null
  }

  #cancelDraft(draft: string): void {
    // A draft that is gone already needs no dropping, and nobody waits for this answer.
    this.#door.cancelConnecting(draft).catch(() => undefined)
  }

  /** One request at a time; `late` gets the answer of one that was stopped. */
  async #ask<T>(busy: Busy, request: () => Promise<T>, late?: (answer: T) => void): Promise<T | null> {
    if (this.busy !== null) return null
    this.busy = busy
    this.trouble = null
    const run = ++this.#run
    try {
      const answer = await request()
      if (run === this.#run) return answer
      late?.(answer)
    } catch (reason) {
      if (run === this.#run) this.trouble = { at: busy, problem: this.#problemOf(reason) }
    } finally {
      if (run === this.#run) this.busy = null
    }
    return null
  }
}
