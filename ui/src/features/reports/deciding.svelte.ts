// One decision about a report, from the key to its outcome. It goes on when the pane is gone: what came of it is said anyway.

import type { Again } from '$lib/again.svelte'
import { commands, problemOf } from '$lib/backend'
import type { ActionOffer, DecisionView, Problem, ProfileView, ReportDetail } from '$lib/backend'
import { letsGoOn, toneOf } from '$lib/decisions'
import { desk } from '$lib/desk.svelte'
import { errorSentence, outcome } from '$lib/messages'
import { SETTLE, type Phase } from '$lib/parts/panel'

/** Taking a report and leaving it harm nobody and can be reversed: at once, unless it is taken from somebody, or everything is asked about. */
export const asksFirst = ({ verb, consequences }: ActionOffer, { safeMode }: Pick<ProfileView, 'safeMode'>): boolean =>
  safeMode === 'askAlways' || !(verb === 'assignReport' || verb === 'unassignReport') || consequences.includes('takenFromOther')

export class DecidingReport {
  reason = $state('')
  phase = $state<Phase>('choosing')
  /** What the decision became. */
  decision = $state.raw<DecisionView | null>(null)
  /** Why it was not sent. */
  problem = $state.raw<Problem | null>(null)

  readonly profile: ProfileView
  /** As it was on screen. */
  readonly report: ReportDetail
  readonly offer: ActionOffer
  /** What was decided before and is changed or reversed by it. */
  readonly former: Again | null
  /** Its outcome is shown where it was decided. */
  watched = false
  readonly #openedAt = performance.now()

  constructor(profile: ProfileView, report: ReportDetail, offer: ActionOffer, former: Again | null = null) {
    this.profile = profile
    this.report = report
    this.offer = offer
    this.former = former
    if (former?.kind === 'change') this.reason = former.decision.reason ?? ''
  }

  get settled(): boolean {
    return performance.now() - this.#openedAt >= SETTLE
  }

  /** Sends it. Returns the decision, once something came of it. `atOnce`: with one key, and no panel was confirmed. */
  async send(atOnce = false): Promise<DecisionView | null> {
    const { former, offer, profile, report } = this
    this.phase = 'sending'
    this.problem = null
    const choices = { message: null, tell: null, preset: null, report: null, reason: this.reason.trim() || null, typedHandle: null, note: null, noteToo: false, lasts: null, atOnce }
    try {
      this.#took(
        await (former?.kind === 'change'
          ? commands.replaceDecision(profile.id, former.decision.id, report.revision, offer.verb, choices)
          : commands.decideReport(profile.id, report.id, report.revision, offer.verb, choices)),
      )
      return this.decision
    } catch (thrown) {
      const problem = problemOf(thrown)
      this.problem = problem
      this.phase = problem.error.code === 'changedMeanwhile' ? 'changed' : 'choosing'
      if (!this.watched) desk.say('bad', errorSentence(problem.error), profile.id)
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

  /** Nothing is left to say about it where it was decided. */
  get well(): boolean {
    return this.decision !== null && letsGoOn(this.decision)
  }

  #took(decision: DecisionView) {
    this.decision = decision
    this.phase = 'settled'
    if (this.watched && !letsGoOn(decision)) return
    desk.say(toneOf(decision), outcome(decision, this.profile.name), this.profile.id, true)
  }
}
