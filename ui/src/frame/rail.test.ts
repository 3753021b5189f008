import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { DecisionView, DueView, ProfileView } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { dues } from '$lib/due/dues.svelte'
import { outbox } from '$lib/outbox.svelte'
import Rail from './Rail.svelte'

const door = vi.hoisted(() => ({ deskState: vi.fn(), outbox: vi.fn(), dues: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: door, events: {} }))

const profile = {
  id: 'p1', drawn: 0, name: 'tree.social', home: 'tree.social', mark: { number: 1, letters: 'TR', pattern: 'solid', hue: 'blue' }, practice: false, journalUsable: true, token: { kind: 'keychain' }, software: { name: 'Tree' },
  you: { username: 'kim', role: null }, safeMode: 'askIrreversible', connection: { kind: 'online' }, sync: { running: false, finishedAt: Date.now() }, halfway: [], sending: null, pages: [], pending: 0, openReports: 0,
} as unknown as ProfileView
const due = (id: string, isDue: boolean): DueView => ({ id, profile: 'p1', account: 'a1', handle: 'anna', decision: null, verb: null, at: 1, isDue, words: null, madeAt: 0, standing: 'stands', ended: null })
const waits = { id: 'd1', profile: 'p1', account: 'a1', handle: 'anna', verb: 'limit', status: 'ready', decidedAt: 1, holdLeft: null, review: 'none', lookup: null, steps: [] } as unknown as DecisionView

let shown: Record<string, unknown> | null = null
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
  outbox.keep([])
  dues.keep([])
  vi.resetAllMocks()
})

it('the number of the Outbox counts what is due now, and not what is to come', async () => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} })
  door.outbox.mockResolvedValue([waits])
  door.dues.mockResolvedValue([due('now', true), due('soon', false), due('later', false)])
  door.deskState.mockResolvedValue({ profiles: [profile], keychain: null, secrets: { locked: false }, problem: null, version: '', pictureBase: '', practiceRunning: true, practiceProblem: null, preferences: {} })
  await desk.load()
  await vi.waitFor(() => expect([outbox.all.length, dues.coming.length]).toEqual([1, 2]))
  shown = mount(Rail, { target: document.body, props: { profile, onedit: () => {}, onsettings: () => {}, onkeys: () => {} } })
  flushSync()
  expect(document.querySelector('[data-testid="place-outbox"] .count')?.textContent).toBe('2')
  vi.unstubAllGlobals()
})
