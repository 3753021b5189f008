// One decision from the open panel to its outcome. It goes on when the panel is gone: what came of it is said anyway.

import { commands, problemOf } from '$lib/backend'
import type { AccountDetail, ActionOffer, Choices, DecisionView, Problem, ProfileView, ReportId } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { count } from '$lib/format'
import { errorSentence, outcome, panel, templateWords } from '$lib/messages'
import { SETTLE, type Phase } from '$lib/parts/panel'
import { isolate } from '$lib/text'
import { OpenReports } from './openReports.svelte'
import { blanks, isTooLong, TEXT_LIMIT } from './templates'

/** What is still missing before it can be sent, in the order of the panel. */
export type Missing = 'tell' | 'blank' | 'message' | 'preset' | 'reason' | 'handle' | null

export class Deciding {
  tell = $state<'yes' | 'no' | null>(null)
  message = $state('')
  preset = $state('')
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
  readonly reports: OpenReports
  /** Its panel is on screen, and shows there what came of it. */
  watched = false
  #openedAt = performance.now()

  /** `report` is the one from which the panel was opened: it is chosen as the cause. */
  constructor(profile: ProfileView, account: AccountDetail, offer: ActionOffer, report: ReportId | null = null) {
    this.profile = profile
    this.account = account
    this.offer = offer
    this.reports = new OpenReports(profile.id, account, offer.reports, report)
  }

  /** Whether words for the person would reach them. */
  get #reaches(): boolean {
    return this.offer.told !== 'choice' || this.tell === 'yes'
  }

  get asksMessage(): boolean {
    return this.offer.takesMessage && this.#reaches
  }

  /** The server's preset is a text for the person, too. */
  get asksPreset(): boolean {
    return this.offer.takesPreset && this.#reaches
  }

  /** The first placeholder of a template that nobody has filled in. */
  get blank(): string | null {
    return (this.asksMessage && blanks(this.message)[0]?.text) || null
  }

  get presetWrong(): boolean {
    return !/^\d{0,19}$/.test(this.preset.trim())
  }

  get missing(): Missing {
    const { told, typeHandle } = this.offer
    if (told === 'choice' && this.tell === null) return 'tell'
    if (this.asksMessage && isTooLong(this.message)) return 'message'
    if (this.blank !== null) return 'blank'
    if (this.asksPreset && this.presetWrong) return 'preset'
    if (isTooLong(this.reason)) return 'reason'
    if (typeHandle !== null && bare(this.typed) !== bare(typeHandle)) return 'handle'
    return null
  }

  /** What is missing, in words; none when it can be sent. */
  get missingWords(): string | null {
    const { missing } = this
    if (missing === null) return null
    if (missing === 'tell') return panel.tellMissing
    if (missing === 'blank') return templateWords.left(isolate(this.blank ?? ''))
    if (missing === 'preset') return panel.presetWrong
    if (missing === 'handle') return panel.typeHandleWrong(this.offer.typeHandle ?? '')
    return panel.tooLong(count(TEXT_LIMIT))
  }

  get choices(): Choices {
    const text = (value: string) => value.trim() || null
    return {
      message: this.asksMessage ? text(this.message) : null,
      tell: this.offer.told === 'choice' ? this.tell === 'yes' : null,
      preset: this.asksPreset ? text(this.preset) : null,
      report: this.reports.chosen,
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

  /** Back to choosing, with everything that was chosen and written. What is sent then is a decision of its own. */
  again() {
    this.phase = 'choosing'
    this.problem = null
    this.#openedAt = performance.now()
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
    if (this.watched && !isTaken(decision)) return
    const tone = { confirmed: 'good', accepted: 'calm', unprovable: 'calm', sending: 'calm', refused: 'bad', unsure: 'caution', gone: 'caution' } as const
    desk.say(tone[decision.status], outcome(decision, this.profile.name))
  }
}

/** Whether the server took it, so that one can go on: nothing more will come of it here. */
export const isTaken = ({ status }: DecisionView): boolean => status === 'confirmed' || status === 'accepted' || status === 'unprovable'

/** Refusals that another choice or another moment may change. */
const PASSING = ['presetOrReportUnknown', 'actionRunning', 'offline', 'askedToWait', 'notSent', 'serverSaysNo']

export const canAgain = ({ status, refusal }: DecisionView): boolean => status === 'refused' && PASSING.includes(refusal?.kind ?? 'serverSaysNo')

/** A handle as typed, with or without the `@` before it. */
const bare = (handle: string): string => handle.trim().replace(/^@/, '')
