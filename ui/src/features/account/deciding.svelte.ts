// One decision from the open panel to its outcome. It goes on when the panel is gone: what came of it is said anyway.

import { commands, problemOf } from '$lib/backend'
import type { AccountDetail, ActionOffer, Choices, DecisionView, Problem, ProfileView } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { errorSentence, outcome, panel } from '$lib/messages'

/** Enter and clicks count only so long after the panel has opened: what opened it must not send it. */
export const SETTLE = 400

export type Phase = 'choosing' | 'sending' | 'settled' | 'changed'

/** What is still missing before it can be sent. */
export type Missing = 'tell' | 'handle' | null

export class Deciding {
  tell = $state<'yes' | 'no' | null>(null)
  message = $state('')
  reason = $state('')
  typed = $state('')
  phase = $state<Phase>('choosing')
  /** What the decision became. */
  decision = $state.raw<DecisionView | null>(null)
  /** Why it was not sent. */
  problem = $state.raw<Problem | null>(null)

  readonly profile: ProfileView
  readonly account: AccountDetail
  readonly offer: ActionOffer
  /** Its panel is on screen, and shows there what came of it. */
  watched = false
  readonly #openedAt = performance.now()

  constructor(profile: ProfileView, account: AccountDetail, offer: ActionOffer) {
    this.profile = profile
    this.account = account
    this.offer = offer
  }

  /** Whether a text for the person would reach them. */
  get asksMessage(): boolean {
    return this.offer.takesMessage && (this.offer.told !== 'choice' || this.tell === 'yes')
  }

  get missing(): Missing {
    const { told, typeHandle } = this.offer
    if (told === 'choice' && this.tell === null) return 'tell'
    if (typeHandle !== null && bare(this.typed) !== bare(typeHandle)) return 'handle'
    return null
  }

  get choices(): Choices {
    const text = (value: string) => value.trim() || null
    return {
      message: this.asksMessage ? text(this.message) : null,
      tell: this.offer.told === 'choice' ? this.tell === 'yes' : null,
      reason: text(this.reason),
      typedHandle: this.offer.typeHandle === null ? null : bare(this.typed),
    }
  }

  get settled(): boolean {
    return performance.now() - this.#openedAt >= SETTLE
  }

  /** Sends it. Returns the decision, once something came of it. */
  async send(): Promise<DecisionView | null> {
    const { account, offer, profile } = this
    this.phase = 'sending'
    this.problem = null
    try {
      this.#took(await commands.decide(profile.id, account.id, account.revision, offer.verb, this.choices))
      return this.decision
    } catch (thrown) {
      const problem = problemOf(thrown)
      this.problem = problem
      this.phase = problem.error.code === 'changedMeanwhile' ? 'changed' : 'choosing'
      if (!this.watched) desk.say('bad', errorSentence(problem.error))
      return null
    }
  }

  /** Looks up at the server what became of it. */
  async lookAgain(): Promise<DecisionView | null> {
    const { decision } = this
    if (!decision) return null
    this.phase = 'sending'
    const found = await desk.attempt(() => commands.lookAgain(this.profile.id, decision.id))
    this.phase = 'settled'
    if (found) this.#took(found)
    return found ?? null
  }

  #took(decision: DecisionView) {
    this.decision = decision
    this.phase = 'settled'
    if (this.watched && decision.status !== 'confirmed' && decision.status !== 'accepted') return
    const tone = { confirmed: 'good', accepted: 'calm', sending: 'calm', refused: 'bad', unsure: 'caution', gone: 'caution' } as const
    desk.say(tone[decision.status], outcome(decision, this.profile.name))
  }
}

/** A handle as typed, with or without the `@` before it. */
const bare = (handle: string): string => handle.trim().replace(/^@/, '')

/** What the send button says about what is missing. */
export const missingWords = (missing: Missing, handle: string): string | null =>
  missing === 'tell' ? panel.tellMissing : missing === 'handle' ? panel.typeHandleWrong(handle) : null
