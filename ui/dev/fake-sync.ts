// Fetching, what is kept, who shares what, files and the list over all instances, for the fake backend. Scenes: filling,
// filled (almost), paused, halted, waits, resting, odd (lists that are not given as asked); ?others=many, none, slow; ?export=full, slow.

import type {
  AccountCounts, AccountRow, AllPage, AllQuery, Caching, DeskEvent, ExportQuery, ExportView, Others, Problem, ProfileView, SyncState,
} from '../src/lib/bindings'

import { NO_FILTER } from '../src/lib/list/words'
import { parse } from './fake-filter'

type Args = Record<string, unknown>
type Answers = Record<string, (args: Args) => unknown>

interface Around {
  params: URLSearchParams
  scene: string
  answers: Answers
  rows: Map<string, AccountRow[]>
  profiles: () => ProfileView[]
  find: (profile: unknown) => ProfileView
  change: (profile: unknown, some: Partial<ProfileView>) => ProfileView
  tell: (event: DeskEvent) => void
}

const EXPECTED = 100_000
const RATE = 8_200
const MINUTE = 60_000
const wait = (ms: number) => new Promise((settle) => setTimeout(settle, ms))
const problem = (error: Problem['error']): Problem => ({ error, serverSaid: null })

/** What a scene has put on the desk before anything is drawn. */
export function dressSync(scene: string, first: ProfileView) {
  const now = Date.now()
  const fill = { fetched: scene === 'filled' ? 99_400 : 12_400, expected: EXPECTED, perMinute: RATE, endsAt: now + 11 * MINUTE - 5_000 }
  const { sync, budget } = first
  if (scene === 'filling' || scene === 'filled' || scene === 'waits') first.sync = { ...sync, running: true, finishedAt: null, nextAt: null, fill }
  if (scene === 'paused') first.sync = { ...sync, paused: true, nextAt: null, fill: { ...fill, endsAt: null } }
  if (scene === 'halted') first.sync = { ...sync, nextAt: now + 4 * MINUTE, fill: { ...fill, endsAt: null }, problem: problem({ code: 'stopped' }) }
  if (scene === 'odd') first.sync = { ...sync, unreliable: ['staff', 'restricted'] }
  if (scene === 'resting') first.sync = { ...sync, paused: true, nextAt: null }
  if (scene === 'waits' && budget) first.budget = { ...budget, remaining: budget.kept, waitsUntil: now + 3 * MINUTE }
}

export function pretendSync({ params, scene, answers, rows, profiles, find, change, tell }: Around) {
  const sync = (id: unknown, some: Partial<SyncState>) => change(id, { sync: { ...find(id).sync, ...some } })

  /** A fill goes on for as long as one looks; a plain refresh takes six pages. */
  async function refresh(id: unknown) {
    if (['offline', 'forbidden', 'limited', 'nothing'].includes(scene) && id === 'p1') return
    const begun = find(id)
    if (begun.sync.running && scene !== 'filling' && scene !== 'filled') return
    sync(id, { running: true, paused: false, nextAt: null, problem: null, pages: 0, fetched: 0 })
    for (let pages = 1; begun.sync.fill !== null || pages <= 6; pages++) {
      await wait(700)
      const { running, fill } = find(id).sync
      if (!running) return
      const fetched = fill ? Math.min(EXPECTED, fill.fetched + 96) : 0
      if (fill && fetched >= EXPECTED) break
      sync(id, { pages, fetched: pages * 80, fill: fill && { ...fill, fetched, perMinute: RATE, endsAt: Date.now() + ((EXPECTED - fetched) / RATE) * MINUTE } })
    }
    sync(id, { running: false, fill: null, finishedAt: Date.now(), nextAt: Date.now() + MINUTE })
    tell({ kind: 'accounts', profile: String(id) })
  }
  const halt = (id: unknown, some: Partial<SyncState>) => {
    const { fill } = find(id).sync
    sync(id, { running: false, fill: fill && { ...fill, endsAt: null }, ...some })
    return null
  }

  const files = new Map<number, ExportView>()
  async function write(id: number) {
    for (;;) {
      await wait(params.get('export') === 'slow' ? 1_000 : 250)
      const one = files.get(id)
      if (one?.state.kind !== 'running') return
      const written = Math.min(one.of ?? 40_000, one.rows + 1_700)
      const state = params.get('export') === 'full' && written > 6_000 ? ({ kind: 'failed', problem: problem({ code: 'diskTrouble' }) } as const) : written === (one.of ?? 40_000) ? ({ kind: 'done' } as const) : one.state
      files.set(id, { ...one, rows: written, state })
      tell({ kind: 'export', export: { ...one, rows: written, state } })
    }
  }

  const mode = params.get('others') ?? ''
  const exactly = (number: number, more = false) => ({ number, more })
  function others(view: ProfileView, row: AccountRow): Others[] {
    if (mode === 'none' || row.ip === null) return []
    const many = mode === 'many'
    return [
      { sharing: 'address', value: row.ip, others: exactly(many ? 1_000 : 4, many), good: exactly(many ? 1_000 : 1, many), gone: exactly(3), rejectedHere: 3, states: [{ state: 'notSuspended', count: exactly(1) }, { state: 'staff', count: exactly(1) }], typed: `ip:${row.ip}` },
      { sharing: 'network', value: `${row.ip.split('.').slice(0, 3).join('.')}.0/24`, others: exactly(14), good: exactly(9), gone: exactly(2), rejectedHere: 1, states: [{ state: 'pending', count: exactly(2) }, { state: 'suspended', count: exactly(1) }, { state: 'staff', count: exactly(1) }], typed: `ip:${row.ip.split('.').slice(0, 3).join('.')}.0/24` },
      ...(row.mail ? [{ sharing: 'mailDomain' as const, value: row.mail.split('@')[1] ?? '', others: exactly(1), good: exactly(view.pending > 20 ? 0 : 1), gone: exactly(0), rejectedHere: 0, states: view.pending > 20 ? [{ state: 'pending' as const, count: exactly(1) }] : [], typed: `mail:@${row.mail.split('@')[1]}` }] : []),
    ]
  }

  const everybody = ({ typed, place }: AllQuery) => {
    const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean)
    return profiles().filter((one) => !one.practice).flatMap((one) => (rows.get(one.id) ?? []).map((row) => ({ profile: one.id, row })))
      .filter(({ row }) => (place === 'accounts' || row.marks.includes('pending')) && wanted.every((word) => (word.startsWith('state:') ? row.marks.some((mark) => word === `state:${mark}`) : `${row.handle} ${row.mail}`.toLowerCase().includes(word))))
      .sort((one, other) => ((other.row.createdAt ?? 0) - (one.row.createdAt ?? 0)) * (place === 'queue' ? -1 : 1))
  }

  Object.assign(answers, {
    refresh: ({ profile }) => { void refresh(profile); return null },
    pause_refresh: ({ profile }) => halt(profile, { paused: true, nextAt: null }),
    stop_refresh: ({ profile }) => halt(profile, { problem: problem({ code: 'stopped' }), nextAt: Date.now() + 5 * MINUTE }),
    watch: ({ profile }) => { console.info('watch', profile); return null },
    set_caching: ({ profile, caching }) => {
      if ((caching as Caching).goneDays > 365) throw problem({ code: 'cachingInvalid' })
      return change(profile, { caching: caching as Caching })
    },
    others: async ({ profile, account }) => {
      await wait(mode === 'slow' ? 3_000 : 2)
      const view = find(profile)
      const row = rows.get(view.id)?.find(({ id }) => id === account)
      return row ? others(view, row) : []
    },
    start_export: ({ profile, query }) => {
      const { format, columns, place } = query as ExportQuery
      if (columns.length === 0) throw problem({ code: 'exportEmpty' })
      const id = files.size + 1
      const name = profile === null ? 'all' : find(profile).name
      const view: ExportView = { id, file: `bailiwick-${name}-${place}-2026-11-22${id > 1 ? ` (${id})` : ''}.${format}`, folder: '/home/kim/Downloads', rows: 0, of: profile === null ? null : 40_000, state: { kind: 'running' } }
      files.set(id, view)
      void write(id)
      return view
    },
    stop_export: ({ id }) => {
      const one = files.get(Number(id))
      if (one) { files.set(one.id, { ...one, state: { kind: 'stopped' } }); tell({ kind: 'export', export: { ...one, state: { kind: 'stopped' } } }) }
      return null
    },
    show_export: () => null,
    list_all: ({ query }): AllPage => {
      const asked = query as AllQuery
      const all = everybody(asked)
      const from = Number(asked.cursor ?? 0)
      const { filter, problems } = parse(asked.typed, NO_FILTER)
      return { rows: all.slice(from, from + asked.limit), next: from + asked.limit < all.length ? String(from + asked.limit) : null, filter, problems, typed: asked.typed, unread: params.has('unread') ? ['p3'] : [] }
    },
    count_all: ({ query }): AccountCounts => ({ matching: exactly(everybody(query as AllQuery).length), loaded: everybody({ ...(query as AllQuery), typed: '' }).length, states: [{ state: 'pending', count: exactly(49) }, { state: 'suspended', count: exactly(213) }], parts: null }),
  } satisfies Answers)

  // What a scene left running goes on, as soon as there is somebody to tell.
  setTimeout(() => { for (const view of profiles()) if (view.sync.running && view.sync.fill) void refresh(view.id) })
}
