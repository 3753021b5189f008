// A decision is changed, or reversed, over the account as it is now.
import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { wanted } from '$lib/again.svelte'
import type { AccountDetail, ActionOffer, DecisionView, ProfileView, Refusal, Verb } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { keys } from '$lib/keys'
import { outbox } from '$lib/outbox.svelte'
import AccountPlace from './AccountPlace.svelte'

const door = vi.hoisted(() => ({ deskState: vi.fn(), outbox: vi.fn(), dues: vi.fn(() => Promise.resolve([])), openAccount: vi.fn(), lookAtAccount: vi.fn(), others: vi.fn(), remembered: vi.fn(), decide: vi.fn(), replaceDecision: vi.fn(), setPreferences: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: door, events: {} }))

const profile = {
  id: 'p1', drawn: 0, name: 'git.example', home: 'git.example', mark: { number: 1, letters: 'GI', pattern: 'solid', hue: 'blue' }, practice: false, journalUsable: true, token: { kind: 'keychain' }, software: { name: 'Forge' },
  you: { username: 'kim' }, pictures: 'off', safeMode: 'askIrreversible', connection: { kind: 'online' }, sync: { running: false, finishedAt: Date.now() }, halfway: [], sending: null, pages: [],
} as unknown as ProfileView
const offer = (verb: Verb, refusal: Refusal | null = null, more: Partial<ActionOffer> = {}): ActionOffer => ({
  verb, letter: null, place: 'bar', refusal, weight: 'restricts', consequences: [], told: 'never', takesMessage: false, takesPreset: false, reports: 'untouched', note: 'untouched', reverse: null, cautions: [], typeHandle: null, ...more,
})
const decided = (more: Partial<DecisionView> = {}): DecisionView =>
  ({ id: 'd1', profile: 'p1', account: 'a1', handle: 'wei', by: 'kim', verb: 'block', status: 'ready', decidedAt: 1, holdLeft: null, review: 'together', attempts: 0, lookup: null, steps: [], before: [], seen: null, found: null, reason: 'spam', message: null, told: null, preset: null, report: null, note: null, noteBefore: null, refusal: null, ...more }) as DecisionView
const account = (offers: ActionOffer[], decisions: DecisionView[] = []) =>
  ({ id: 'a1', handle: 'wei', username: 'wei', home: 'git.example', displayName: 'Wei', marks: [], rank: 'member', own: false, reason: null, bio: '', fields: [], remembered: false, facts: [], addresses: [], hasPicture: false, offers, revision: 'r7', seenAt: 1, reports: null, hasPosts: false, note: null, hasBackground: false, decisions, pages: [] }) as unknown as AccountDetail

let shown: Record<string, unknown> | null = null
const part = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)

/** Somebody who stands in the Outbox wants it, and the account comes on screen. */
async function want(kind: 'change' | 'reverse', decision: DecisionView, offers: ActionOffer[]) {
  door.openAccount.mockResolvedValue(account(offers, [decision]))
  door.lookAtAccount.mockReturnValue(new Promise(() => {}))
  outbox.apply(decision)
  desk.go('outbox')
  wanted.decide(kind, decision)
  expect(desk.place).toBe('accounts')
  shown = mount(AccountPlace, { target: document.body, props: { profile, place: 'accounts' } })
  await vi.waitFor(() => expect(part('account')?.textContent).toContain('@wei'))
  flushSync()
}

beforeEach(async () => {
  Element.prototype.scrollIntoView = () => {}
  Element.prototype.scrollTo = () => {}
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} })
  door.outbox.mockResolvedValue([])
  door.others.mockResolvedValue([])
  door.remembered.mockResolvedValue([])
  door.deskState.mockResolvedValue({ profiles: [profile], keychain: null, secrets: { locked: false }, problem: null, version: '', pictureBase: '', practiceRunning: true, practiceProblem: null, preferences: {} })
  await desk.load()
})
afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  document.body.replaceChildren()
  outbox.keep([])
  vi.resetAllMocks()
  vi.unstubAllGlobals()
  for (const { id } of desk.said) desk.unsay(id)
})

it('what is changed opens with what was chosen; it takes the place of the former, and one goes on in the Outbox', async () => {
  await want('change', decided(), [offer('block'), offer('ban')])
  expect(part('again')?.dataset.kind).toBe('change')
  expect((part('reason') as HTMLTextAreaElement).value).toBe('spam')
  const write = part('reason') as HTMLTextAreaElement
  write.value = 'spam in forty issues'
  flushSync(() => write.dispatchEvent(new Event('input', { bubbles: true })))
  // Another verb is chosen for it.
  flushSync(() => part('action-ban')?.click())
  expect(part('panel')?.textContent).toContain('Ban @wei')
  expect((part('reason') as HTMLTextAreaElement).value).toBe('spam in forty issues')
  door.replaceDecision.mockResolvedValue(decided({ id: 'd2', verb: 'ban', status: 'held', review: 'none' }))
  await vi.waitFor(() => {
    part('panel-send')?.click()
    expect(door.replaceDecision).toHaveBeenCalledWith('p1', 'd1', 'r7', 'ban', expect.objectContaining({ reason: 'spam in forty issues', atOnce: false }))
  })
  await vi.waitFor(() => expect(desk.place).toBe('outbox'))
  expect(door.decide).not.toHaveBeenCalled()
})

it('whoever leaves the panel without a change is in the Outbox again', async () => {
  await want('change', decided(), [offer('block')])
  flushSync(() => void keys.press(new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape' })))
  await vi.waitFor(() => expect(desk.place).toBe('outbox'))
})

it('what is no longer offered for the account is not changed, and says why', async () => {
  await want('change', decided(), [offer('block', { kind: 'alreadyBlocked' })])
  expect(part('panel')).toBe(null)
  expect(desk.said.at(-1)?.text).toContain('This account is blocked already.')
})

it('a reverse opens its own panel, which says what it does not bring back', async () => {
  await want('reverse', decided({ status: 'confirmed', review: 'none' }), [offer('unblock', null, { consequences: ['maySignInAgain', 'pipelinesStayStopped'] })])
  expect(part('panel')?.textContent).toContain('Unblock @wei')
  expect(part('again')?.textContent).toMatch(/This reverses: Block.*Pipelines stay cancelled/)
  // Said once.
  expect(part('panel')?.textContent?.match(/Pipelines stay cancelled/g)).toHaveLength(1)
  expect((part('reason') as HTMLTextAreaElement).value).toBe('')
})

it('what was lifted by somebody meanwhile is not reversed, and says why', async () => {
  await want('reverse', decided({ status: 'confirmed', review: 'none' }), [offer('unblock', { kind: 'notBlocked' })])
  expect(part('panel')).toBe(null)
  expect(desk.said.at(-1)?.text).toBe("Block can't be reversed: This account is not blocked.")
})
