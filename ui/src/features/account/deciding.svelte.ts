// One decision from the open panel to its outcome. It goes on when the panel is gone: what came of it is said anyway.

import type { Again } from '$lib/again.svelte'
import { commands, problemOf } from '$lib/backend'
import type { AccountDetail, ActionOffer, Choices, DecisionView, Problem, ProfileView, ReportId } from '$lib/backend'
import { letsGoOn, toneOf } from '$lib/decisions'
import { desk } from '$lib/desk.svelte'
import { count } from '$lib/format'
import { errorSentence, lastsWords, outcome, panel, templateWords } from '$lib/messages'
import { SETTLE, type Phase } from '$lib/parts/panel'
import { isolate } from '$lib/text'
import { Lasting } from './lasting.svelte'
import { Note } from './note.svelte'
import { OpenReports } from './openReports.svelte'
import { blanks, isTooLong, TEXT_LIMIT } from './templates'

/** What is still missing before it can be sent, in the order of the panel. */
export type Missing = 'tell' | 'blank' | 'message' | 'preset' | 'lasts' | 'note' | 'reason' | 'handle' | null

export class Deciding {
  tell = $state<'yes' | 'no' | null>(null)
  message = $state('')
  preset = $state('')
  reason = $state('')
  /** Whether the reason is added to the note on the server, too. */
  noteToo = $state(false)
  typed = $state('')
  phase = $state<Phase>('choosing')
  /** What the decision became. */
  decision = $state.raw<DecisionView | null>(null)
  /** Why it was not sent. */
  problem = $state.raw<Problem | null>(null)

  readonly profile: ProfileView
  /** What was decided before and is changed or reversed by it. */
  readonly former: Again | null
  readonly note: Note
  readonly lasting = new Lasting()
  #account = $state.raw() as AccountDetail
  #offer = $state.raw() as ActionOffer
  readonly reports: OpenReports
  /** Its panel is on screen, and shows there what came of it. */
  watched = false
  /** It goes on from the account as it was read anew, which is not the one on screen behind it. */
  renewed = false
  #openedAt = performance.now()

  /** `report` is the one from which the panel was opened: it is chosen as the cause. */
  constructor(profile: ProfileView, account: AccountDetail, offer: ActionOffer, report: ReportId | null = null, former: Again | null = null) {
    this.profile = profile
    this.former = former
    this.#account = account
    this.#offer = offer
    this.note = new Note(account.note)
    const changed = former?.kind === 'change' ? former.decision : null
    this.reports = new OpenReports(profile.id, account, offer.reports, changed?.report ?? report)
    if (changed) this.#goOn(changed)
    else if (former && this.writesNote) this.note.text = former.decision.noteBefore ?? ''
  }

  /** Everything as it was chosen and written in the one that is changed; the handle is typed anew. */
  #goOn({ told, message, preset, reason, note, lasts }: DecisionView) {
    this.tell = told === null ? null : told ? 'yes' : 'no'
    this.message = message ?? ''
    this.preset = preset ?? ''
    this.reason = reason ?? ''
    this.lasting.take(lasts)
    if (this.writesNote && note !== null) this.note.text = note
  }

  /** As it was on screen; of a note that somebody else changed meanwhile, as it was shown then. */
  get account(): AccountDetail {
    return this.#account
  }

  get offer(): ActionOffer {
    return this.#offer
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

  get writesNote(): boolean {
    return this.offer.note === 'writes'
  }

  /** What stays on this computer otherwise: asked where there is something to add. */
  get asksNoteToo(): boolean {
    return this.offer.note === 'mayAdd' && this.reason.trim() !== ''
  }

  /** What nothing takes back is not meant for some days. */
  get asksLasts(): boolean {
    return this.offer.reverse !== null
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
    if (this.asksLasts && this.lasting.wrong) return 'lasts'
    if (this.writesNote && (this.note.same || isTooLong(this.note.text))) return 'note'
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
    if (missing === 'lasts') return lastsWords.untilWrong
    if (missing === 'note' && this.note.same) return panel.noteSame
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
      note: this.writesNote ? this.note.text.trim() : null,
      noteToo: this.asksNoteToo && this.noteToo,
      lasts: this.asksLasts ? this.lasting.days : null,
      atOnce: false,
    }
  }

  /** Whether there are words that it would be a pity to lose. */
  get wrote(): boolean {
    return this.reason.trim() !== '' || this.message.trim() !== ''
  }

  /** Takes over what was chosen and written before the account changed. The handle is typed anew. */
  recall({ tell, message, preset, reason, noteToo, lasting }: Deciding) {
    Object.assign(this, { tell, message, preset, reason, noteToo })
    Object.assign(this.lasting, { length: lasting.length, until: lasting.until })
  }

  get settled(): boolean {
    return performance.now() - this.#openedAt >= SETTLE
  }

  /** Sends it. Returns the decision, once something came of it. `atOnce`: with one key, and no panel was confirmed. */
  async send(atOnce = false): Promise<DecisionView | null> {
    const { account, offer, profile, former } = this
    const choices = { ...this.choices, atOnce }
    this.phase = 'sending'
    this.problem = null
    try {
      this.#took(
        await (former?.kind === 'change'
          ? commands.replaceDecision(profile.id, former.decision.id, account.revision, offer.verb, choices)
          : commands.decide(profile.id, account.id, account.revision, offer.verb, choices)),
      )
      return this.decision
    } catch (thrown) {
      const problem = problemOf(thrown)
      this.problem = problem
      this.phase = problem.error.code === 'changedMeanwhile' ? 'changed' : 'choosing'
      if (!this.watched) desk.say('bad', errorSentence(problem.error))
      if (this.phase === 'changed' && this.watched && this.writesNote) void this.compare()
      return null
    }
  }

  /** Asks the server how the account is now, to be put beside the note that was written. */
  async compare(): Promise<void> {
    await this.note.compare(() => commands.lookAtAccount(this.profile.id, this.account.id))
  }

  /** Goes on from the account as it was read anew; with the server's note in the place of one's own, if that is wanted. */
  take(whose: 'mine' | 'theirs') {
    const { fresh } = this.note
    const offer = fresh?.offers.find(({ verb }) => verb === this.offer.verb)
    if (!fresh || !offer) return
    this.#account = fresh
    this.#offer = offer
    this.note.take(whose)
    this.renewed = true
    this.again()
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
    if (this.watched && !letsGoOn(decision)) return
    desk.say(toneOf(decision), outcome(decision, this.profile.name), null, true)
  }
}

/** Refusals that another choice or another moment may change. */
const PASSING = ['presetOrReportUnknown', 'actionRunning', 'offline', 'askedToWait', 'notSent', 'serverSaysNo']

export const canAgain = ({ status, refusal }: DecisionView): boolean => status === 'refused' && PASSING.includes(refusal?.kind ?? 'serverSaysNo')

/** A handle as typed, with or without the `@` before it. */
const bare = (handle: string): string => handle.trim().replace(/^@/, '')
