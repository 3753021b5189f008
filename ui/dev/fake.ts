// A backend that answers from memory, for looking at the desk without Rust. It knows nothing about moderation beyond what
// the window needs to draw: the rules are the engine's.

import { emit } from '@tauri-apps/api/event'
import { mockIPC } from '@tauri-apps/api/mocks'
import type {
  AccountDetail, AccountRow, Choices, DecisionView, DeskEvent, DeskState, FoundPerson, FoundServer,
  HistoryPage, Mark, Problem, ProfileView, ReportPage, ReportQuery, Verb,
} from '../src/lib/bindings'
import { detailOf, reportsOf, verbMarks } from './detail'
import { pretendBackground } from './fake-background'
import { pretendDue } from './fake-due'
import { pretendLists } from './fake-lists'
import { healthOf, pretendLock, secretsOf } from './fake-lock'
import { leftOn, moved, pretendConflict } from './fake-moves'
import { pretendRecovery } from './fake-recovery'
import { pretendOutbox, unheld } from './fake-outbox'
import { pretendReports } from './fake-reports'
import { pretendSearch } from './fake-search'
import { offersOf, pretendSignIn } from './fake-signin'
import { dressSync, pretendSync } from './fake-sync'
import { accountsOf, now, profile, profiles as sketched } from './people'
import { federated, practice } from './servers'

const problem = (error: Problem['error'], serverSaid: string | null = null): Problem => ({ error, serverSaid })
const has = (row: AccountRow, ...some: Mark[]) => row.marks.some((mark) => some.includes(mark))
export function pretend(params: URLSearchParams) {
  const scene = params.get('scene') ?? ''
  const slow = Number(params.get('slow') ?? 4)
  let profiles = scene === 'first' ? [] : sketched.map((one, at): ProfileView => ({ ...one, tokenHealth: healthOf(params), name: (at === 0 && params.get('name')) || one.name, token: scene === 'keychain' && !one.practice ? { kind: 'sessionOnly' } : one.token }))
  const rows = new Map(profiles.map((one) => [one.id, accountsOf(one)]))
  const decided: DecisionView[] = []
  const state: DeskState = {
    profiles, keychain: scene === 'keychain' ? 'absent' : null, secrets: secretsOf(params, scene === 'keychain' ? 'absent' : null), version: '0.1.0', pictureBase: '/dev/picture', practiceRunning: scene !== 'stopped', practiceProblem: null,
    preferences: { theme: (params.get('theme') as 'dark' | null) ?? 'system', letters: 'on', hideAddresses: params.has('hide'), current: params.get('profile'), stripSeen: !params.has('strip'), lockAfterMinutes: params.has('idle') ? Number(params.get('idle')) : null },
    problem: scene === 'lost' ? problem({ code: 'keyGone', path: '/home/kim/.local/share/bailiwick/desk.db' }) : scene === 'broken' ? problem({ code: 'alreadyOpen' }) : scene === 'store' ? problem({ code: 'storeUnusable', path: '/home/kim/.local/share/bailiwick/p1/journal.db' }) : null,
  }
  dress(scene, profiles, rows)

  const tell = (event: DeskEvent) => void emit('desk-event', event)
  const find = (id: unknown): ProfileView => {
    const view = profiles.find((one) => one.id === id)
    if (!view) throw problem({ code: 'noSuchProfile' })
    return view
  }
  const change = (id: unknown, some: Partial<ProfileView>): ProfileView => {
    const view = { ...find(id), ...some }
    profiles = profiles.map((one) => (one.id === view.id ? view : one))
    tell({ kind: 'profile', profile: view })
    return view
  }

  const detail = (view: ProfileView, id: unknown): AccountDetail => {
    const row = rows.get(view.id)?.find((one) => one.id === id)
    if (!row) throw problem({ code: 'notFound' })
    return detailOf(view, row, decided.filter(({ account }) => account === id))
  }

  async function decide(view: ProfileView, account: string, verb: Verb, choices: Choices): Promise<DecisionView> {
    const before = detail(view, account)
    if (scene === 'changed') throw problem({ code: 'changedMeanwhile' })
    const base: DecisionView = {
      id: `d${decided.length}`, profile: view.id, account, handle: before.handle, by: view.you.username, verb, status: 'sending', decidedAt: Date.now(), settledAt: null,
      reason: choices.reason, message: choices.message, told: choices.tell, preset: choices.preset, report: choices.report, before: before.marks, after: null, answerCode: null, answerWords: null, refusal: null, lookup: null,
      note: choices.note, noteBefore: choices.note === null ? null : before.note, steps: [], ...unheld, lasts: choices.lasts,
    }
    tell({ kind: 'decision', decision: base })
    await new Promise((settle) => setTimeout(settle, 500))
    const outcome = { unsure: { status: 'unsure', lookup: 'unchanged' }, refused: { status: 'refused', refusal: { kind: 'outranked' }, answerCode: 403, answerWords: 'This action is not allowed' }, accepted: { status: 'accepted', answerCode: 200 } }[scene] as Partial<DecisionView> | undefined
    const done: DecisionView = { ...base, settledAt: Date.now(), status: verb === 'warn' || verb === 'deleteData' ? 'unprovable' : 'confirmed', answerCode: 200, ...outcome, ...(moved(scene, verb, choices) ?? {}) }
    if (done.status === 'confirmed') {
      const all = rows.get(view.id) ?? []
      rows.set(view.id, ['reject', 'delete', 'deleteContributions'].includes(verb) ? all.filter((row) => row.id !== account) : all.map((row) => (row.id === account ? { ...row, marks: verbMarks(verb, row.marks) } : row)))
      tell({ kind: 'accounts', profile: view.id })
      change(view.id, { pending: (rows.get(view.id) ?? []).filter((row) => has(row, 'pending')).length })
    }
    if (done.status === 'halfway') change(view.id, { halfway: [...find(view.id).halfway, { decision: done.id, account, handle: done.handle, verb }] })
    decided.unshift(done)
    tell({ kind: 'decision', decision: done })
    return done
  }

  const found: FoundServer = { draft: 'd1', address: 'tree.social', software: federated, title: 'Tree', latencyMs: 84, ...offersOf(params) }
  const person: FoundPerson = { draft: 'd1', software: found.software, you: { ...(sketched[0] as ProfileView).you }, latencyMs: 84, name: 'tree.social', mark: { number: 5, letters: 'TS', pattern: 'wave', hue: 'pink' }, token: { kind: 'keychain' }, federated: true }
  const fresh = (name: string) => profile(`n${profiles.length}`, name, { ...person.mark, number: profiles.length + 1 }, found.software, { safeMode: 'readOnly' })
  const add = (view: ProfileView) => { profiles = [...profiles, view]; state.profiles = profiles; rows.set(view.id, accountsOf(view)); tell({ kind: 'profiles' }); return view }

  type Args = Record<string, unknown>
  const answers: Record<string, (args: Args) => unknown> = {
    set_preferences: ({ preferences }) => (state.preferences = preferences as DeskState['preferences']),
    start_practice: () => [add({ ...fresh(practice.federated), practice: true, safeMode: 'askIrreversible' }), add({ ...fresh(practice.forge), practice: true, safeMode: 'askIrreversible' })],
    find_server: ({ address }) => { if (!String(address).includes('.')) throw problem({ code: 'addressInvalid' }); return { ...found, address } },
    paste_token: () => person,
    finish_connecting: ({ setup }) => add({ ...fresh('tree.social'), ...(setup as object) }),
    rename_profile: ({ profile: id, name }) => change(id, { name: String(name) }),
    mark_profile: ({ profile: id, mark }) => change(id, { mark: mark as ProfileView['mark'] }),
    set_safe_mode: ({ profile: id, mode }) => change(id, { safeMode: mode as ProfileView['safeMode'] }),
    set_pictures: ({ profile: id, pictures }) => change(id, { pictures: pictures as ProfileView['pictures'] }),
    renew_token: ({ profile: id }) => find(id),
    check_connection: ({ profile: id }) => find(id),
    open_account: ({ profile: id, account }) => detail(find(id), account),
    look_at_account: ({ profile: id, account }) => ({ ...detail(find(id), account), seenAt: Date.now() }),
    account_raw: ({ profile: id, account }) => JSON.stringify(detail(find(id), account), null, 2),
    decide: ({ profile: id, account, verb, choices }) => decide(find(id), String(account), verb as Verb, choices as Choices),
    look_again: ({ profile: id, decision }) => {
      change(id, { halfway: find(id).halfway.filter((one) => one.decision !== decision) })
      const known = decided.find((one) => one.id === decision)
      return known?.status === 'halfway' ? { ...known, lookup: 'unchanged' } : known
    },
    load_reports: () => { if (scene === 'reportsdown') throw problem({ code: 'timedOut', seconds: 20 }); return null },
    list_reports: ({ profile: id, query }) => {
      const view = find(id)
      const { filter } = query as ReportQuery
      const about = (rows.get(view.id) ?? []).filter((row) => row.id === filter.target).flatMap((row) => reportsOf(view, row) ?? [])
      const some = scene === 'reportgone' ? about.slice(1) : about
      return { rows: some, next: null, matching: some.length, open: some.length, moreOnServer: false, oldestSeenAt: now } satisfies ReportPage
    },
    history: (): HistoryPage => ({ rows: decided, next: null, total: decided.length }),
    remembered: () => [{ by: 'mail', verb: 'reject', same: false, times: 2, decision: 'd0', account: '7', handle: 'spammer41', decidedAt: now - 80 * 86_400_000 }],
  }

  const brought = new Set<string>()
  pretendLists(answers, { scene, rows, found: brought, find, moved: (id) => tell({ kind: 'accounts', profile: id }) })

  pretendSearch(answers, { scene, rows, found: brought, find, change, moved: (id) => tell({ kind: 'accounts', profile: id }) })

  pretendSync({ params, scene, answers, rows, profiles: () => profiles, find, change, tell })

  pretendReports({ params, answers, find, change, tell })

  pretendBackground({ params, answers, find })

  pretendConflict({ scene, answers })
  pretendSignIn({ params, answers, find, change, profiles: () => profiles, person })

  pretendRecovery({ scene, answers, find, change })
  pretendLock({ params, state, answers, profiles: () => profiles, find, drop: (id) => { profiles = profiles.filter((one) => one.id !== id); tell({ kind: 'profiles' }) }, told: (locked) => void emit('lock-changed', { locked }) })
  pretendDue({ scene, answers, rows, find, tell })
  pretendOutbox({ params, scene, answers, rows, find, change, tell, ask: (waiting) => void emit('quit-asked', { waiting }) })

  mockIPC(async (name, args) => {
    await new Promise((settle) => setTimeout(settle, slow))
    if (name === 'list_accounts' && scene === 'forever') await new Promise(() => {})
    const answer = answers[name]
    if (name.startsWith('plugin:')) return null
    return answer ? answer((args ?? {}) as Args) : null
  }, { shouldMockEvents: true })
}

/** What a scene changes before anything is drawn. */
function dress(scene: string, profiles: ProfileView[], rows: Map<string, AccountRow[]>) {
  const [first] = profiles
  if (!first) return
  dressSync(scene, first)
  const stuck = (error: Problem['error']) => ({ ...first.sync, finishedAt: now - 3 * 3_600_000, problem: problem(error) })
  if (scene === 'offline') Object.assign(first, { connection: { kind: 'offline', since: now - 14 * 60_000, problem: problem({ code: 'notReachable', host: 'tree.social' }) }, sync: stuck({ code: 'notReachable', host: 'tree.social' }) })
  if (scene === 'forbidden') { Object.assign(first, { connection: { kind: 'refused', problem: problem({ code: 'tokenNotTaken' }, 'The access token was revoked') }, sync: stuck({ code: 'tokenNotTaken' }), token: { kind: 'missing', why: null } }); rows.set(first.id, []) }
  if (scene === 'limited') Object.assign(first, { connection: { kind: 'waiting', until: now + 130_000 }, budget: { limit: 300, remaining: 0, resetsAt: now + 130_000, kept: 60, waitsUntil: null }, sync: stuck({ code: 'rateLimited', until: now + 130_000 }) })
  if (scene === 'keygone' || scene === 'nobackup') Object.assign(first, { journalUsable: false, journalProblem: problem({ code: 'keyGone', path: '/home/kim/.local/share/bailiwick/profiles/p1/journal.db' }) })
  if (scene === 'empty') { rows.set(first.id, (rows.get(first.id) ?? []).filter((row) => !has(row, 'pending'))); first.pending = 0; first.sync.finishedAt = now - 20_000 }
  if (scene === 'nothing') { rows.set(first.id, []); Object.assign(first, { pending: 0, cached: 0, connection: { kind: 'offline', since: now - 60_000, problem: problem({ code: 'notReachable', host: 'tree.social' }) }, sync: { ...first.sync, finishedAt: null, problem: problem({ code: 'notReachable', host: 'tree.social' }) } }) }
  if (scene === 'syncing') Object.assign(first.sync, { running: true, pages: 3, fetched: 240, finishedAt: null })
  if (scene === 'unsure') first.unsure = 1
  if (scene === 'readonly') first.safeMode = 'readOnly'
  if (scene === 'left' || scene === 'leftmany') for (const view of profiles) if (!view.federated) view.halfway = leftOn(rows.get(view.id) ?? [], scene === 'leftmany' ? 7 : 1)
}
