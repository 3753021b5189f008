// What is due about an account stands over it, and is made there.
import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDetail, ActionOffer, DecisionView, DueView, ProfileView, Verb } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { dues } from '$lib/due/dues.svelte'
import { outbox } from '$lib/outbox.svelte'
import { SETTLE } from '$lib/parts/panel'
import AccountPlace from './AccountPlace.svelte'

const door = vi.hoisted(() => ({ deskState: vi.fn(), outbox: vi.fn(), dues: vi.fn(), openAccount: vi.fn(), lookAtAccount: vi.fn(), others: vi.fn(), decide: vi.fn(), remind: vi.fn(), setPreferences: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: door, events: {} }))

const profile = {
  id: 'p1', drawn: 0, name: 'tree.social', home: 'tree.social', mark: { number: 1, letters: 'TR', pattern: 'solid', hue: 'blue' }, practice: false, journalUsable: true, token: { kind: 'keychain' }, software: { name: 'Tree' },
  you: { username: 'kim' }, pictures: 'off', safeMode: 'askIrreversible', connection: { kind: 'online' }, sync: { running: false, finishedAt: Date.now() }, halfway: [], sending: null, pages: [],
} as unknown as ProfileView
const offer = (verb: Verb, reverse: Verb | null = null): ActionOffer => ({
  verb, letter: null, place: 'bar', refusal: null, weight: 'restricts', consequences: [], told: 'never', takesMessage: false, takesPreset: false, reports: 'untouched', note: 'untouched', reverse, cautions: [], typeHandle: null,
})
const limit = { id: 'd1', profile: 'p1', account: 'a1', handle: 'wei', by: 'kim', verb: 'limit', status: 'confirmed', decidedAt: 1, holdLeft: null, review: 'none', lasts: 7, steps: [], before: [], reason: 'spam', report: null } as unknown as DecisionView
const due = (id: string, more: Partial<DueView> = {}): DueView =>
  ({ id, profile: 'p1', account: 'a1', handle: 'wei', decision: null, verb: null, at: 1, isDue: true, words: null, madeAt: 0, standing: 'stands', ended: null, ...more })

let shown: Record<string, unknown> | null = null
const part = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)

/** The account is on screen, with what is due about it and about somebody else. */
async function draw(some: DueView[], ...offers: ActionOffer[]) {
  door.dues.mockResolvedValue([...some, due('other', { account: 'a2' })])
  door.openAccount.mockResolvedValue({ id: 'a1', handle: 'wei', username: 'wei', home: 'tree.social', displayName: 'Wei', marks: [], rank: 'member', own: false, reason: null, bio: '', fields: [], remembered: false, facts: [], addresses: [], hasPicture: false, offers, revision: 'r7', seenAt: 1, reports: null, hasPosts: false, note: null, hasBackground: false, decisions: [], pages: [] } as unknown as AccountDetail)
  await desk.load()
  await vi.waitFor(() => expect(dues.due.length).toBeGreaterThan(0))
  desk.show('a1')
  shown = mount(AccountPlace, { target: document.body, props: { profile, place: 'accounts' } })
  await vi.waitFor(() => expect(part('account')?.textContent).toContain('@wei'))
  flushSync()
}

beforeEach(() => {
  Element.prototype.scrollIntoView = () => {}
  Element.prototype.scrollTo = () => {}
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} })
  door.outbox.mockResolvedValue([])
  door.others.mockResolvedValue([])
  door.lookAtAccount.mockReturnValue(new Promise(() => {}))
  door.deskState.mockResolvedValue({ profiles: [profile], keychain: null, secrets: { locked: false }, problem: null, version: '', pictureBase: '', practiceRunning: true, practiceProblem: null, preferences: {} })
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
  outbox.keep([])
  dues.keep([])
  vi.resetAllMocks()
  vi.unstubAllGlobals()
  for (const { id } of desk.said) desk.unsay(id)
})

it('only what is due about this account stands over it, and the reverse opens in its panel', async () => {
  await draw([due('one', { decision: limit, verb: 'liftLimit' })], offer('liftLimit'))
  expect(document.querySelectorAll('[data-testid="account-due"]')).toHaveLength(1)
  flushSync(() => part('due-lift')?.click())
  expect(part('panel')?.textContent).toMatch(/Lift limit.*@wei/s)
  expect(door.decide).not.toHaveBeenCalled()
  expect(part('account-due')).toBe(null)
})

it('what is being lifted is not lifted twice', async () => {
  await draw([due('one', { decision: limit, verb: 'liftLimit' })], offer('liftLimit'))
  outbox.apply({ ...limit, id: 'd2', verb: 'liftLimit', status: 'held', holdLeft: 8_000, attempts: 0, lookup: null } as DecisionView)
  flushSync()
  expect(part('due-lift')).toBe(null)
  expect(part('account-due')?.textContent).toContain('Waits')
})

it('a decision for seven days says what becomes of it, and is sent with its days', async () => {
  await draw([due('r')], offer('limit', 'liftLimit'), offer('warn'))
  flushSync(() => part('action-limit')?.click())
  const [none, , week] = [...(part('lasts')?.querySelectorAll('input') ?? [])]
  expect(none?.checked).toBe(true)
  expect(part('lasts')?.textContent).not.toContain('Nothing lifts itself')
  flushSync(() => week?.click())
  expect(part('lasts')?.textContent).toMatch(/Nothing lifts itself: on .* under Due with .*Lift limit.* prepared\./)
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + SETTLE)
  door.decide.mockResolvedValue({ ...limit, status: 'held', holdLeft: 1 })
  flushSync(() => part('panel-send')?.click())
  await vi.waitFor(() => expect(door.decide).toHaveBeenCalledWith('p1', 'a1', 'r7', 'limit', expect.objectContaining({ lasts: 7 })))
})

it('what nothing takes back has no end to choose', async () => {
  await draw([due('r')], offer('warn'))
  flushSync(() => part('action-warn')?.click())
  expect(part('panel')).not.toBe(null)
  expect(part('lasts')).toBe(null)
})

it('looking again is a day and what for', async () => {
  await draw([due('r')], offer('limit', 'liftLimit'))
  flushSync(() => part('remind')?.click())
  await vi.waitFor(() => expect(part('when')).not.toBe(null))
  const why = part('remind-why') as HTMLInputElement
  why.value = 'is it gone?'
  why.dispatchEvent(new Event('input', { bubbles: true }))
  door.remind.mockResolvedValue(due('new', { isDue: false }))
  flushSync(() => part('when-week')?.click())
  await vi.waitFor(() => expect(door.remind).toHaveBeenCalledWith('p1', 'a1', expect.any(Number), 'is it gone?'))
  const at = new Date(Number(door.remind.mock.calls[0]?.[2]))
  expect([at.getDay(), at.getHours()]).toEqual([new Date().getDay(), 9])
})
