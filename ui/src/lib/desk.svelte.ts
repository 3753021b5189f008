// What is on the desk: the profiles as Rust tells them, and what this window looks at. Commands return what to draw and
// events say what changed; nothing of the engine's is kept here a second time.

import { SvelteMap } from 'svelte/reactivity'
import { commands, onEvent, problemOf } from './backend'
import type {
  AccountId, DecisionView, DeskEvent, DeskState, Preferences, Problem, ProfileId, ProfileView, ReportId, ServerPage,
} from './backend'
import { chains } from './chain.svelte'
import { exporting } from './exporting.svelte'
import { toneOf } from './decisions'
import { dues } from './due/dues.svelte'
import { emptyAll, whenEmptied } from './emptying'
import { keys, NEW_INSTANCE } from './keys'
import { outcome } from './messages/decide'
import { dueWords } from './messages/due'
import { problemSentence } from './messages/errors'
import { exportLines } from './messages/exports'
import { deskSays } from './messages/frame'
import { outbox } from './outbox.svelte'
import { wear } from './theme'
import { AllView, NO_BOX, NO_REPORT_BOX, View, type PlaceName, type ReportBox, type Somewhere } from './view.svelte'

export * from './view.svelte'

export type Tone = 'calm' | 'good' | 'caution' | 'bad'

/** A sentence that was said and is still on screen. */
export interface Said {
  id: number
  tone: Tone
  text: string
  /** The instance that it speaks of: it leaves when another one comes on screen. */
  profile: ProfileId | null
  /** It tells what became of a decision, and stays when the next account appears. */
  outcome: boolean
  /** What can be done about it, on a button beside it. */
  act: { word: string; run: () => void } | null
}

/** The open panel of a decision, as what would lead away from it sees it. */
export interface PanelHandle {
  /** It is being sent: nothing may lead away now. */
  sending: () => boolean
  close: () => void
}

/** The place of a row, from 1, and of how many, or of more than so many. */
export interface Position {
  at: number
  of: number
  more?: boolean
}

/** What the list offers to the account or the report beside it. */
export interface ListHandle {
  /** Where what is on screen is in the list; none while nobody knows, as after another order, before its row has come. */
  position: () => Position | 'elsewhere' | null
  /** Moves by that many rows. */
  move: (by: number) => void
  /** The account was decided, or the report: its row leaves and the next one is opened. */
  leave: (decided: AccountId | ReportId) => void
  /** Takes the focus. */
  focus: () => void
}

/** A list that was refreshed so long ago is fresh enough to be looked at. */
const FRESH_FOR = 60_000
/** Which instance is on screen is kept for the next start, once one stays on it. */
const KEEP_AFTER = 500
const SAID_FOR = 8_000
/** What was done stands in the strip as well. */
const GOOD_FOR = 5_000
const RECENT = 5
/** Whoever has decided so often knows the keys. */
const LEARNT = 3

class Desk {
  #state = $state.raw<DeskState | null>(null)
  #problem = $state.raw<Problem | null>(null)
  #current = $state<ProfileId | null>(null)
  readonly #views = new Map<ProfileId, View>()
  #nowhere = new View()
  #changes = new SvelteMap<ProfileId, number>()
  #reportChanges = new SvelteMap<ProfileId, number>()
  #nextSaid = 1
  #keeping: ReturnType<typeof setTimeout> | undefined
  #panel: PanelHandle | null = null
  #learnt = false
  /** Counts the times when the desk was hidden: a state that was asked for before is not taken over. */
  #turn = 0
  #all = $state(false)

  /** Sentences on screen, newest last. */
  said = $state<Said[]>([])
  /** The first run is on screen: without any profile, or to connect one more. */
  connecting = $state(false)
  /** What was decided in this session, newest first. */
  recent = $state.raw<DecisionView[]>([])
  /** Counts the decisions that moved: what shows decisions loads them anew when it changes. */
  decisionsMoved = $state(0)
  /** What is looked at over all instances. */
  allView = $state.raw(new AllView())
  /** The list on screen, if one is. */
  list = $state.raw<ListHandle | null>(null)

  readonly ready = $derived(this.#state !== null)
  /** Where secrets are; none before the desk is known. */
  readonly secrets = $derived(this.#state?.secrets ?? null)
  /** Nothing of the desk may be seen, and what is told of it is not listened to. */
  readonly locked = $derived(this.secrets?.locked ?? false)
  /** Why the desk cannot open; nothing else works then. */
  readonly problem = $derived(this.#problem ?? this.#state?.problem ?? null)
  readonly profiles = $derived(this.#state?.profiles ?? [])
  readonly profile = $derived(this.profiles.find(({ id }) => id === this.#current) ?? this.profiles[0] ?? null)
  /** Instances that All is made of: made-up people are not part of it. */
  readonly real = $derived(this.profiles.filter(({ practice }) => !practice))
  /** Of a single one All would be a second drawing. */
  readonly hasAll = $derived(this.real.length > 1)
  /** All instances are on screen, and not the current one. */
  readonly all = $derived(this.#all && this.hasAll)
  /** The instance that what is on screen belongs to: over all of them, that of the account which is open. */
  readonly shown = $derived.by(() => {
    const { place, selected } = this.allView
    return this.all ? (this.profiles.find(({ id }) => id === selected[place]?.profile) ?? null) : this.profile
  })
  readonly preferences = $derived<Preferences>(this.#state?.preferences ?? {})
  readonly keychain = $derived(this.#state?.keychain ?? null)
  readonly version = $derived(this.#state?.version ?? '')
  readonly practiceRunning = $derived(this.#state?.practiceRunning ?? false)
  readonly practiceProblem = $derived(this.#state?.practiceProblem ?? null)

  /** What is looked at on the current instance; a made-up one while there is none. */
  get view(): View {
    return this.viewOf(this.profile?.id ?? '')
  }

  /** The place on screen. */
  get place(): PlaceName {
    return this.all ? this.allView.place : this.view.place
  }

  viewOf(profile: ProfileId): View {
    return this.#views.get(profile) ?? this.#nowhere
  }

  /** Views are made here and not when they are first read: state that a derivation makes itself would not move it. */
  #makeViews(profiles: ProfileView[]) {
    for (const { id } of profiles) if (!this.#views.has(id)) this.#views.set(id, new View())
  }

  /** Fetches what there is and listens to what changes. Returns what ends the listening. */
  async open(): Promise<() => void> {
    try {
      const stop = await onEvent((event) => this.#hear(event))
      await this.load()
      this.freshen()
      return stop
    } catch (thrown) {
      this.#problem = problemOf(thrown)
      return () => {}
    }
  }

  /** Fetches the whole state again. */
  async load(): Promise<void> {
    const turn = this.#turn
    try {
      const state = await commands.deskState()
      if (turn === this.#turn) this.#take(state)
    } catch (thrown) {
      if (turn === this.#turn) this.#problem = problemOf(thrown)
    }
  }

  /** Takes over the whole state as a command returned it. */
  take(state: DeskState) {
    if (state.secrets.locked) this.hide()
    this.#take(state)
  }

  /** Nothing of the desk is on screen from now on, nor in this window's memory, whatever is still on its way here. */
  hide() {
    this.#turn++
    clearTimeout(this.#keeping)
    const state = this.#state
    if (state) this.#state = { ...state, profiles: [], problem: null, practiceProblem: null, secrets: { ...state.secrets, locked: true } }
    emptyAll()
  }

  /** What was looked at, and what was said. */
  empty() {
    this.#problem = null
    this.#views.clear()
    this.#nowhere = new View()
    this.allView = new AllView()
    this.#changes.clear()
    this.#reportChanges.clear()
    this.#panel = null
    this.#all = false
    this.#current = null
    this.said = []
    this.recent = []
    this.connecting = false
    this.list = null
  }

  /** Of two drawings of an instance the later one, whichever arrived first. */
  #known(profile: ProfileView): ProfileView {
    const known = this.profiles.find(({ id }) => id === profile.id)
    return known && known.drawn > profile.drawn ? known : profile
  }

  #take(given: DeskState) {
    const state = { ...given, profiles: given.profiles.map((profile) => this.#known(profile)) }
    this.#problem = null
    this.#makeViews(state.profiles)
    this.#state = state
    this.#keepJournals()
    this.#current ??= state.preferences.current ?? null
    wear(state.preferences.theme ?? 'system')
    keys.letters = state.preferences.letters ?? 'on'
    if (state.profiles.length === 0 && state.problem === null && !state.secrets.locked) this.connecting = true
  }

  #hear(event: DeskEvent) {
    if (this.locked) return
    switch (event.kind) {
      case 'profile':
        // What is told late of an instance that has left the desk doesn't bring it back.
        if (this.profiles.some(({ id }) => id === event.profile.id)) this.put(event.profile)
        break
      case 'profiles':
        void this.load()
        break
      case 'accounts':
        this.#changes.set(event.profile, this.changes(event.profile) + 1)
        break
      case 'reports':
        this.#reportChanges.set(event.profile, this.reportChanges(event.profile) + 1)
        break
      case 'dues':
        void dues.read(event.profile).then((some) => some.length > 0 && this.say('calm', dueWords.now(some, this.#nameOf(event.profile))))
        break
      case 'export':
        exporting.hear(event.export)
        if (event.export.state.kind === 'stopped') this.say('calm', exportLines.heard.stopped(event.export.file))
        break
      case 'chain':
        chains.hear(event.progress)
        break
      case 'decision':
        this.recent = [event.decision, ...this.recent.filter(({ id }) => id !== event.decision.id)].slice(0, RECENT)
        this.decisionsMoved++
        if (outbox.apply(event.decision)) this.#tell(event.decision)
        this.#learn()
        break
    }
  }

  /** Of those instances whose decisions can be read, what is open and what is due is known. */
  #keepJournals() {
    const readable = this.profiles.filter(({ journalUsable }) => journalUsable).map(({ id }) => id)
    outbox.keep(readable)
    dues.keep(readable)
  }

  #nameOf(profile: ProfileId): string {
    return this.profiles.find(({ id }) => id === profile)?.name ?? ''
  }

  /** What became of a decision that had waited: nobody looks at its panel any more. */
  #tell(decision: DecisionView) {
    this.say(toneOf(decision), outcome(decision, this.#nameOf(decision.profile)), null, true)
  }

  /** Takes over a profile as a command returned it. A profile that is new to the desk is put in its place. */
  put(profile: ProfileView) {
    if (!this.#state || this.locked) return
    const others = this.#state.profiles.filter(({ id }) => id !== profile.id)
    if (this.#known(profile) !== profile) return
    const profiles = [...others, profile].sort((one, other) => one.mark.number - other.mark.number)
    this.#makeViews(profiles)
    this.#state = { ...this.#state, profiles }
    this.#keepJournals()
  }

  /** Counts how often rows of the profile's cache changed: what lists them loads them anew when it does. */
  changes(profile: ProfileId): number {
    return this.#changes.get(profile) ?? 0
  }

  /** The same for the profile's reports. */
  reportChanges(profile: ProfileId): number {
    return this.#reportChanges.get(profile) ?? 0
  }

  /** The strip that teaches the first keys leaves by itself. */
  #learn() {
    if (this.#learnt || this.preferences.stripSeen || this.recent.length < LEARNT) return
    this.#learnt = true
    void this.prefer({ stripSeen: true })
  }

  /** A panel has opened: what was said before speaks of something else. Returns what tells that it is gone. */
  openPanel(panel: PanelHandle): () => void {
    this.#panel = panel
    this.unsay('calm')
    return () => {
      if (this.#panel === panel) this.#panel = null
    }
  }

  /** Whether one may look at something else now; says why not. */
  #mayLeave(): boolean {
    if (!this.#panel?.sending()) return true
    this.say('calm', deskSays.beingSent)
    return false
  }

  /** Looks at another instance; an open panel is dropped. */
  switchTo(profile: ProfileId) {
    const other = this.all || profile !== this.profile?.id
    if ((profile === this.#current && !this.all) || (other && !this.#mayLeave())) return
    if (other) this.#turnInstance(profile)
    this.#all = false
    this.#current = profile
    this.freshen()
    // Kept later: now the list comes first.
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => void this.prefer({ current: profile }), KEEP_AFTER)
  }

  /** Looks at all instances at once; an open panel is dropped. */
  switchToAll() {
    if (this.all || !this.hasAll || !this.#mayLeave()) return
    this.#panel?.close()
    this.#turnInstance(null)
    this.#all = true
  }

  /** Another instance comes on screen: nothing that was meant for the last one may reach it. */
  #turnInstance(profile: ProfileId | null) {
    this.said = this.said.filter((said) => said.tone !== 'calm' && (said.profile === null || said.profile === profile))
    keys.holdVerbs(NEW_INSTANCE)
  }

  /** Reports and decisions are looked at instance by instance: those of the one whose account is open come on screen. */
  #leaveAll(place: PlaceName) {
    const to = this.shown ?? this.profile
    if (!to) return
    this.viewOf(to.id).place = place
    this.switchTo(to.id)
  }

  /** Opens an account in the list over all instances. */
  showOfAll(to: Somewhere | null) {
    const { selected, place } = this.allView
    if (to && selected[place]?.profile !== to.profile) keys.holdVerbs(NEW_INSTANCE)
    selected[place] = to
  }

  /**
   * The cache is drawn at once; behind it the server is asked, unless that was a moment ago. What goes wrong is told by the profile.
   * One that somebody paused is asked nothing by being looked at: to refresh it would end the pause.
   */
  freshen() {
    const { profile } = this
    if (!profile || profile.sync.running || profile.sync.paused || profile.token.kind === 'missing') return
    const fresh = Date.now() - (profile.sync.finishedAt ?? 0) < FRESH_FOR
    if (!fresh) commands.refresh(profile.id).catch(() => {})
    else if (profile.connection.kind === 'untried') commands.checkConnection(profile.id).then((now) => this.put(now), () => {})
  }

  /** Looks at another place of the current instance; an open panel is dropped. */
  go(place: PlaceName) {
    if (place === this.place || !this.#mayLeave()) return
    if (this.all) {
      this.#panel?.close()
      if (place === 'queue' || place === 'accounts') this.allView.place = place
      else this.#leaveAll(place)
      return
    }
    // In Outbox and History there is no account: its panel leaves by itself.
    if (place !== 'outbox' && place !== 'history') this.#panel?.close()
    this.view.place = place
  }

  /** Opens an account in its list place. */
  show(account: AccountId, place: 'queue' | 'accounts' = 'accounts') {
    this.view.selected[place] = account
    this.view.place = place
  }

  /** Opens an account on some instance; an open panel is dropped. Says whether one may go there now. */
  openAccount(profile: ProfileId, account: AccountId): boolean {
    if (!this.#mayLeave()) return false
    this.#panel?.close()
    const view = this.viewOf(profile)
    view.selected.accounts = account
    view.place = 'accounts'
    this.switchTo(profile)
    return true
  }

  /** Lists accounts by what is typed, with the account beside them that led there; an open panel is dropped. */
  listAccounts(profile: ProfileId, typed: string, account: AccountId) {
    if (!this.#mayLeave()) return
    this.#panel?.close()
    const view = this.viewOf(profile)
    view.boxes.accounts = { ...NO_BOX, typed }
    view.asked++
    view.selected.accounts = account
    view.place = 'accounts'
    this.switchTo(profile)
  }

  /** Opens a report in its place; an open panel is dropped. Says whether one may go there now. */
  openReport(profile: ProfileId, report: ReportId): boolean {
    return this.#toReports(profile, (view) => {
      view.selected.reports = report
    })
  }

  /** Lists reports by some filter, and nothing else of it; an open panel is dropped. */
  listReports(profile: ProfileId, some: Partial<ReportBox>) {
    this.#toReports(profile, (view) => {
      view.reports = { ...NO_REPORT_BOX, ...some }
    })
  }

  /** Turns from the open report to its account, or back; an open panel is dropped. */
  turnReport(side: View['reportSide']) {
    if (side === this.view.reportSide || !this.#mayLeave()) return
    this.#panel?.close()
    this.view.reportSide = side
  }

  #toReports(profile: ProfileId, look: (view: View) => void): boolean {
    if (!this.#mayLeave()) return false
    this.#panel?.close()
    const view = this.viewOf(profile)
    look(view)
    view.reportSide = 'report'
    view.place = 'reports'
    this.switchTo(profile)
    return true
  }

  /** The first run leaves the screen; the connected profile comes on it. */
  endConnecting(profile?: ProfileId) {
    this.connecting = false
    if (profile && (this.all || profile !== this.#current)) this.switchTo(profile)
    else this.freshen()
  }

  /** Keeps some preferences. */
  async prefer(some: Partial<Preferences>): Promise<void> {
    const kept = await this.attempt(() => commands.setPreferences({ ...this.preferences, ...some }))
    if (kept && this.#state) this.#take({ ...this.#state, preferences: kept })
  }

  /** Does it, and says in words why it failed. */
  async attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    const profile = this.profile?.id
    try {
      return await act()
    } catch (thrown) {
      this.say('bad', problemSentence(problemOf(thrown)), profile)
      return undefined
    }
  }

  /**
   * Says a sentence on screen and to screen readers. What failed stays until it is dismissed; what is no explanation but
   * an outcome stays when the next account appears.
   */
  say(tone: Tone, text: string, profile: ProfileId | null = null, outcome = this.#panel !== null, act: Said['act'] = null) {
    if (this.locked) return
    const id = this.#nextSaid++
    this.said = [...this.said.filter((old) => old.text !== text), { id, tone, text, profile, outcome, act }].slice(-3)
    if (tone !== 'bad') setTimeout(() => this.unsay(id), tone === 'good' ? GOOD_FOR : SAID_FOR)
  }

  /** Takes a sentence away; 'calm' are all that only explained something. */
  unsay(which: number | 'calm') {
    this.said = this.said.filter((said) => (which === 'calm' ? said.tone !== 'calm' : said.id !== which))
  }

  /** Another account is on screen: what explained something about the last one leaves, and what was decided stays. */
  turned() {
    this.said = this.said.filter(({ tone, outcome }) => tone !== 'calm' || outcome)
  }

  /** Copies text; `what` is what was copied: "the id". Says whether it worked. */
  async copy(text: string, what: string): Promise<boolean> {
    const done = await this.attempt(() => commands.copyText(text))
    if (done === undefined) return false
    this.say('calm', deskSays.copied(what))
    return true
  }

  /** Opens a page of the current instance in the browser. */
  async openPage(page: ServerPage, account: AccountId | null = null, report: ReportId | null = null): Promise<void> {
    const { profile } = this
    if (profile) await this.attempt(() => commands.openPage(profile.id, page, account, report))
  }

  /** Where an account's picture is asked for. */
  pictureOf(profile: ProfileId, account: AccountId): string {
    return `${this.#state?.pictureBase ?? ''}/${profile}/${encodeURIComponent(account)}`
  }

  /** Where the still picture of a post's file is asked for. */
  mediaOf(profile: ProfileId, key: string): string {
    return `${this.#state?.pictureBase ?? ''}/${profile}/media/${encodeURIComponent(key)}`
  }
}

export const desk = new Desk()
whenEmptied(() => desk.empty())
